#!/usr/bin/env python3
"""An SMTP server that keeps what it gets: FOLDER/0001.eml, and a line of FOLDER/mails.jsonl with what Python's own reader
of mails makes of it. Its port is written to FOLDER/port.

With --list there is a page for people too: FOLDER/index.html lists the mails, FOLDER/0001.html shows one.

The local part of the recipient says how it behaves: `rcpt550`, `rcpt450`, `data554` and `data451` are refused there, `slow`
is answered after 3 s, `hang` never. While FOLDER/refuse exists, each greeting is 421.
"""
import argparse
import asyncio
import email
import email.policy
import html
import json
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


def read_mail(raw):
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    parts = {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}
    defects = [str(d) for part in mail.walk() for d in part.defects]
    for name in mail.keys():
        defects += [f"{name}: {d}" for d in getattr(mail[name], "defects", [])]
    return {
        "subject": str(mail["subject"]),
        "from": str(mail["from"]),
        "to": str(mail["to"]),
        "replyTo": str(mail["reply-to"] or ""),
        "messageId": str(mail["message-id"]),
        "date": mail["date"].datetime.isoformat(),
        "language": str(mail["content-language"]),
        "autoSubmitted": str(mail["auto-submitted"]),
        "type": mail.get_content_type(),
        "headers": list(mail.keys()),
        "text": parts["text/plain"].get_content() if "text/plain" in parts else None,
        "html": parts["text/html"].get_content() if "text/html" in parts else None,
        "longestLine": max(len(line) for line in raw.split(b"\r\n")),
        "defects": defects,
    }


ROW = '<tr><td>{date}</td><td>{to}</td><td><a href="{name}.html">{subject}</a></td><td><a href="{name}.eml">source</a></td></tr>'
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mails of the demo</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="10">
<style>body{{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}}table{{width:100%;
border-collapse:collapse}}td,th{{padding:.5rem;text-align:start;border-bottom:1px solid #ccc;overflow-wrap:anywhere}}</style>
</head><body><h1>Mails of the demo</h1><p>Nothing leaves this machine.</p><table><tr><th>At (UTC)</th><th>To</th><th>Subject</th>
<th>File</th></tr>{rows}</table></body></html>"""


class Keeper:
    def __init__(self, folder, lists=False):
        self.folder = folder
        self.lists = lists
        if lists:
            self.write_list()
        self.count = len(list(folder.glob("*.eml")))

    def write_list(self):
        rows = []
        for file in sorted(self.folder.glob("*.eml"), reverse=True)[:500]:
            mail = read_mail(file.read_bytes())
            told = {"date": mail["date"][:19].replace("T", " "), "to": mail["to"], "subject": mail["subject"], "name": file.stem}
            rows.append(ROW.format(**{key: html.escape(value) for key, value in told.items()}))
        (self.folder / "index.html").write_text(PAGE.format(rows="\n".join(rows)), encoding="utf-8")

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "hang":
            await asyncio.sleep(3600)
        if name == "slow":
            await asyncio.sleep(3)
        if name == "rcpt550":
            return "550 5.1.1 nobody of this name here"
        if name == "rcpt450":
            return "450 4.2.1 the box is busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "data554":
            return "554 5.7.1 looks like spam"
        if name == "data451":
            return "451 4.3.0 try later"
        self.count += 1
        raw = envelope.original_content
        (self.folder / f"{self.count:04}.eml").write_bytes(raw)
        told = {"sender": envelope.mail_from, "recipients": envelope.rcpt_tos, "tls": server.transport.get_extra_info("ssl_object") is not None,
                "signedIn": session.authenticated, "helo": session.host_name} | read_mail(raw)
        if self.lists:
            (self.folder / f"{self.count:04}.html").write_text(told["html"] or html.escape(told["text"] or ""), encoding="utf-8")
            self.write_list()
        with (self.folder / "mails.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")
        return "250 taken"


class Server(SMTP):
    """Refuses everybody while the file is there."""

    async def _handle_client(self):
        if (self.event_handler.folder / "refuse").exists():
            await self.push("421 4.3.2 closed for now")
            self.transport.close()
            return
        await super()._handle_client()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tls", choices=["off", "starttls", "implicit"], default="off")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--user")
    parser.add_argument("--password")
    asked = parser.parse_args()
    context = None
    if asked.tls != "off":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(asked.certificate, asked.key)

    def check(server, session, envelope, mechanism, data):
        wanted = (asked.user or "").encode(), (asked.password or "").encode()
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == wanted
        return AuthResult(success=is_right, handled=is_right)

    more = {"hostname": "mail.test", "enable_SMTPUTF8": True}
    if asked.user:
        more |= {"authenticator": check, "auth_required": True, "auth_require_tls": asked.tls == "starttls"}
    if asked.tls == "starttls":
        more |= {"tls_context": context, "require_starttls": True}
    asyncio.run(serve(asked, Keeper(asked.folder, asked.list), context if asked.tls == "implicit" else None, more))


async def serve(asked, keeper, context, more):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(keeper, loop=loop, **more), "127.0.0.1", asked.port, ssl=context)
    hidden = asked.folder / ".port"
    hidden.write_text(str(server.sockets[0].getsockname()[1]))
    hidden.rename(asked.folder / "port")
    await server.serve_forever()


main()
