#!/usr/bin/env python3
"""A simulated MT4 server in its web mode with MetaQuotes' WebRegistration plug-in (1.60), faults on demand.

It is no MetaTrader: accounts live in its memory. Standard library only. Keys are looked up as the plug-in does, by the
first occurrence of "KEY=" anywhere in the line. Kinds of faults for NEWACCOUNT (see control.py): drop_before, drop_after,
hang_after ("seconds"), refuse ("account create failed"), garbage_after, half_after (executed, half an answer), slow ("seconds").
"""
import argparse
import json
import re
import socket
import threading
import time

from control import Control, write_port

# Usable bytes of the fields; longer values are cut without a word.
LENGTHS = {"GROUP": 15, "PASSWORD": 15, "INVESTOR": 15, "PHONE_PASSWORD": 31, "NAME": 127, "COUNTRY": 31, "STATE": 31,
           "CITY": 31, "ZIPCODE": 15, "ADDRESS": 95, "PHONE": 31, "EMAIL": 47, "COMMENT": 63, "ID": 31, "STATUS": 15}
INVALID = "ERROR\r\ninvalid data{}\r\nend\r\n"
FLOOD_SECONDS, FLOOD_MEMORY = 60, 300


def value_of(line, key):
    """bytes after the first "KEY=" up to the next | or the end; None when the key is not there."""
    start = line.find(key.encode() + b"=")
    if start < 0:
        return None
    return line[start + len(key) + 1:].split(b"|", 1)[0]


def number_of(value):
    match = re.match(rb"\s*-?\d+", value or b"")
    return int(match.group()) if match else 0


def is_simple(password):
    classes = [(rb"[0-9]", 1), (rb"[A-Z]", 1), (rb"[a-z]", 1), (rb"[^0-9A-Za-z]", 2)]
    return len(password) < 5 or sum(points for pattern, points in classes if re.search(pattern, password)) < 2


class Plugin:
    def __init__(self, control):
        self.control, self.settings = control, control.settings
        self.accounts = {}
        self.seen = {}
        self.next_login = self.settings["first_login"]

    def is_blocked(self, address):
        now = time.monotonic()
        self.seen = {a: t for a, t in self.seen.items() if now - t < FLOOD_MEMORY}
        if now - self.seen.get(address, -FLOOD_MEMORY) < self.settings.get("flood_seconds", FLOOD_SECONDS):
            return True
        self.seen[address] = now
        return False

    def invalid(self, hint=""):
        """The stock plug-in says no more; modified ones name the field."""
        return INVALID.format(f"({hint})" if hint and self.settings["hints"] else "")

    def new_account(self, line, refuse):
        """The answer, or None when the plug-in stays silent. Checks in the plug-in's order."""
        groups = [name for name in self.settings["groups"] if name]  # empty entries are skipped and the list compacted
        if self.settings["caller_is_foreign"] or not groups:
            return None
        index = number_of(value_of(line, "GROUP"))
        address = value_of(line, "IP")
        if (value_of(line, "MASTER") or b"").decode("latin-1") != self.settings["master_password"]:
            return self.invalid("MASTER")
        if not address:
            return self.invalid("IP")
        if not 1 <= index <= len(groups):
            return self.invalid("GROUP")
        fields = {key: (value_of(line, key) or b"")[:size] for key, size in LENGTHS.items()}
        if is_simple(fields["PASSWORD"]):
            return "ERROR\r\nsimple password\r\nend\r\n"
        leverage = value_of(line, "LEVERAGE")
        leverage = 100 if leverage is None else number_of(leverage)
        if not fields["NAME"] or leverage < 1 or number_of(value_of(line, "AGENT")) < 0:
            return self.invalid()
        if self.is_blocked(address[:15]):
            return "ERROR\r\nIP is blocked. Please wait 60 secs and try again.\r\nend\r\n"
        if refuse:
            return "ERROR\r\naccount create failed\r\nend\r\n"
        return f"OK\r\nLOGIN={self.store(fields, groups[index - 1], leverage, line)}\r\nend\r\n"

    def store(self, fields, group, leverage, line):
        login, self.next_login = self.next_login, self.next_login + 1
        shown = {key: value.decode(self.settings["code_page"], "replace") for key, value in fields.items()}
        deposit = max(0, min(number_of(value_of(line, "DEPOSIT")), 100_000_000)) if group.startswith("demo") else 0
        account = {**shown, "LOGIN": login, "GROUP": group, "LEVERAGE": leverage, "BALANCE": deposit,
                   "IP": (value_of(line, "IP") or b"").decode("latin-1")}
        self.accounts[login] = account
        self.control.record(account)
        return login

    def user_info(self, line):
        login = number_of(value_of(line, "login"))
        password = (value_of(line, "password") or b"").decode("latin-1")
        account = self.accounts.get(login)
        if account is None or account["PASSWORD"] != password:
            return "Invalid Account\r\nend\r\n"
        return (f"{login}\r\n{account['NAME']}\r\n2026.11.23 10:00\r\nBalance: {account['BALANCE']:.2f}\r\n"
                f"Equity: {account['BALANCE']:.2f}\r\nMargin: 0.00\r\nFree margin: {account['BALANCE']:.2f}\r\nend\r\n")


class Session:
    def __init__(self, plugin, connection):
        self.plugin, self.control, self.connection = plugin, plugin.control, connection

    def run(self):
        self.connection.settimeout(30)
        data = b""
        try:
            while True:
                while b"\n" not in data:
                    more = self.connection.recv(65536)
                    if not more:
                        return
                    data += more
                line, data = data.split(b"\n", 1)
                if not self.serve(line.removeprefix(b"W").rstrip(b"\r")):
                    return
        except OSError:
            pass
        finally:
            self.connection.close()

    def serve(self, line):
        command = re.split(rb"[ -]", line, maxsplit=1)[0].decode("latin-1")
        if command == "QUIT":
            return False
        self.control.count_command(command)
        time.sleep(self.control.settings["latency_ms"] / 1000)
        fault = self.control.take_fault(command) or {"kind": ""}
        if fault["kind"] == "drop_before":
            return False
        with self.control.lock:
            if command == "NEWACCOUNT":
                answer = self.plugin.new_account(line, fault["kind"] == "refuse")
            else:
                answer = self.plugin.user_info(line) if command == "USERINFO" else None
        return answer is not None and self.answer(fault, answer.encode("latin-1", "replace"))

    def answer(self, fault, answer):
        kind = fault["kind"]
        if kind == "drop_after":
            return False
        if kind == "hang_after":
            time.sleep(fault["seconds"])
            return False
        if kind == "half_after":
            self.connection.sendall(answer[: len(answer) // 2])
            return False
        if kind == "garbage_after":
            answer = b"\x00\xffnonsense\r\nend\r\n"
        step = 1 if kind == "slow" else 128  # the server writes in pieces of 128 bytes
        for start in range(0, len(answer), step):
            self.connection.sendall(answer[start:start + step])
            if kind == "slow":
                time.sleep(fault["seconds"] / len(answer))
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--port-file")
    parser.add_argument("--control-port-file")
    parser.add_argument("--record", help="accounts, one JSON line each")
    parser.add_argument("--settings", default="{}", help="JSON; overrides the defaults")
    options = parser.parse_args()
    settings = {"master_password": "master", "groups": ["demoforex", "", "real-usd"], "first_login": 7000,
                "code_page": "cp1252", "latency_ms": 0, "caller_is_foreign": False, "hints": False}
    settings.update(json.loads(options.settings))
    control = Control(settings, options.record)
    plugin = Plugin(control)
    listener = socket.create_server(("127.0.0.1", options.port), backlog=64)
    control.serve(options.control_port_file)
    if options.port_file:
        write_port(options.port_file, listener.getsockname()[1])
    while True:
        connection, _ = listener.accept()
        control.count("connections")
        threading.Thread(target=Session(plugin, connection).run, daemon=True).start()


if __name__ == "__main__":
    main()
