"""One connection to the simulated MT5 access server: HTTP, who is signed in, the commands, and the faults."""
import hashlib
import json
import os
import socket
import struct
import time
from urllib.parse import parse_qs, urlsplit

from mt5_book import QUERY_NAMES, Refused, retcode

ALIASES = {"/auth_start": "/api/auth/start", "/auth_answer": "/api/auth/answer", "/user_add": "/api/user/add",
           "/user_get": "/api/user/get", "/user_logins": "/api/user/logins", "/user_pass_check": "/api/user/check_password",
           "/user_pass_change": "/api/user/change_password",
           "/test_access": "/api/test/access", "/quit": "/api/quit"}
AUTH_WINDOW = 10
IDLE_LIMIT = 180


class Forbidden(Exception):
    pass


class Closed(Exception):
    pass


def md5(data):
    return hashlib.md5(data).digest()


class Session:
    """One TLS connection: who it is, and the requests on it."""

    def __init__(self, server, connection, address):
        self.server, self.control, self.book = server, server.control, server.book
        self.connection, self.address = connection, address
        self.buffer = b""
        self.is_signed_in = False
        self.challenge = None
        self.challenged_at = 0.0

    def run(self):
        self.connection.settimeout(IDLE_LIMIT)
        try:
            while True:
                method, target, body = self.read_request()
                self.serve(method, target, body)
        except (OSError, Closed, ValueError):
            pass
        finally:
            self.connection.close()

    def receive(self):
        data = self.connection.recv(65536)
        if not data:
            raise Closed
        self.buffer += data

    def read_request(self):
        while b"\r\n\r\n" not in self.buffer:
            self.receive()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ", 2)
        headers = {name.strip().lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        length = int(headers.get("content-length", 0))
        while len(self.buffer) < length:
            self.receive()
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return method, target, body

    def send(self, status, data, seconds=0.0):
        reason = {200: "OK", 403: "Forbidden"}.get(status, "Error")
        kind = "application/json" if status == 200 else "text/plain"
        answer = (f"HTTP/1.1 {status} {reason}\r\nServer: MT5 simulator\r\nContent-Type: {kind}; charset=utf-8\r\n"
                  f"Content-Length: {len(data)}\r\nConnection: keep-alive\r\n\r\n").encode() + data
        if not seconds:
            half = len(answer) // 2 if self.control.settings["split"] else len(answer)
            self.connection.sendall(answer[:half])
            self.connection.sendall(answer[half:])
            return
        for byte in answer:
            self.connection.sendall(bytes([byte]))
            time.sleep(seconds / len(answer))

    def serve(self, _method, target, body):
        url = urlsplit(target)
        command = ALIASES.get(url.path, url.path)
        query = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
        self.control.count_command(command)
        time.sleep(self.control.settings["latency_ms"] / 1000)
        fault = self.control.take_fault(command) or {"kind": ""}
        kind = fault["kind"]
        self.fail_before(kind, fault)
        if kind == "code":
            return self.send(200, json.dumps({"retcode": retcode(fault["code"])}).encode())
        if kind == "http":
            return self.send(fault["status"], b"error")
        if kind == "garbage_before":
            return self.send(200, b'{"retcode":"0 Do')
        try:
            data = json.dumps(self.execute(command, query, body), ensure_ascii=False).encode()
        except Refused as refusal:
            data = json.dumps({"retcode": retcode(refusal.code)}).encode()
        except Forbidden:
            return self.send(403, b"403 Forbidden")
        return self.answer(kind, fault, data)

    def fail_before(self, kind, fault):
        if kind == "drop_before":
            raise Closed
        if kind == "hang_before":
            time.sleep(fault["seconds"])
            raise Closed
        if kind == "forget":
            self.is_signed_in = False

    def answer(self, kind, fault, data):
        if kind == "drop_after":
            raise Closed
        if kind == "reset_after":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise Closed
        if kind == "hang_after":
            time.sleep(fault["seconds"])
            raise Closed
        if kind == "code_after":
            data = json.dumps({"retcode": retcode(fault["code"])}).encode()
        if kind == "garbage_after":
            data = b'\x00\xff{"retcode":"0 Done","answer":{"Login":"99'
        if kind == "http_after":
            return self.send(fault["status"], b"error")
        return self.send(200, data, fault.get("seconds", 0.0) if kind == "slow" else 0.0)

    def execute(self, command, query, body):
        if command == "/api/auth/start":
            return self.start(query)
        if command == "/api/auth/answer":
            return self.prove(query)
        if not self.is_signed_in:
            raise Forbidden
        fields = json.loads(body) if body else {}
        done = {"retcode": retcode(0)}
        with self.control.lock:
            if command == "/api/user/add":
                merged = {QUERY_NAMES[name]: value for name, value in query.items() if name in QUERY_NAMES}
                return {**done, "answer": self.book.shown(self.book.add({**merged, **fields}))}
            if command == "/api/user/get":
                return {**done, "answer": self.book.shown(self.book.find(query.get("login", "")))}
            if command == "/api/user/get_batch":
                return {**done, "answer": [self.book.shown(self.book.find(l)) for l in query["login"].split(",")]}
            if command == "/api/user/logins":
                return {**done, "answer": self.book.logins(query.get("group", ""))}
            if command == "/api/user/check_password":
                self.book.check_password(fields.get("Login", query.get("login", "")), fields.get("Type", query.get("type")),
                                         fields.get("Password", query.get("password")))
                return done
            if command == "/api/user/change_password":
                self.book.change_password(fields.get("Login", query.get("login", "")), fields.get("Type", query.get("type")),
                                          fields.get("Password", query.get("password")))
                return done
            if command == "/api/group/get":
                return {**done, "answer": self.find_group(query.get("group", ""))}
        if command == "/api/quit":
            self.is_signed_in = False
            return done
        if command == "/api/test/access":
            return done
        raise Refused(3)

    def find_group(self, name):
        group = self.book.group(name)
        if group is None:
            raise Refused(13)
        shown = {key: value for key, value in group.items() if key != "allowed"}
        return {"Group": name, "CurrencyDigits": "2", **shown}

    def start(self, query):
        self.is_signed_in = False
        self.control.count("sign_ins")
        agent = query.get("agent", "")
        if int(query.get("version", 0)) < 484 or not agent or " " in agent or query.get("type") != "manager":
            raise Refused(3)
        if query.get("login") != self.control.settings["manager"]:
            raise Refused(1001)
        self.challenge, self.challenged_at = os.urandom(16), time.monotonic()
        return {"retcode": retcode(0), "version_access": "3470", "srv_rand": self.challenge.hex()}

    def prove(self, query):
        key = md5(md5(self.control.settings["password"].encode("utf-16-le")) + b"WebAPI")
        challenge, self.challenge = self.challenge, None
        if challenge is None or time.monotonic() - self.challenged_at > AUTH_WINDOW:
            raise Forbidden
        if query.get("srv_rand_answer", "").lower() != md5(key + challenge).hex():
            self.control.count("wrong_answers")
            raise Forbidden
        own = md5(key + bytes.fromhex(query["cli_rand"])).hex()
        self.is_signed_in = True
        return {"retcode": retcode(0), "version_access": "3470", "version_trade": "3470",
                "cli_rand_answer": "0" * 32 if self.control.settings["fake"] else own}
