#!/usr/bin/env python3
"""A simulated MT5 access server: the Web API over HTTPS, as its documents describe it, with faults on demand.

It is no MetaTrader: accounts live in its memory and its record, nothing is traded. Standard library only.

Kinds of faults for one command (see control.py): drop_before, drop_after (executed, then the connection closes without
an answer), reset_after, hang_before, hang_after ("seconds"), code ("code": refused, not executed), code_after (executed, then
that code), garbage_before, garbage_after, http ("status", not executed), http_after (executed), slow ("seconds", executed, then
dribbled byte by byte), forget (the session is forgotten: 403).
"""
import argparse
import json
import socket
import ssl
import threading
import time

from control import Control, write_port
from mt5_book import Book
from mt5_session import Session

class Server:
    def __init__(self, control, book, context, port):
        self.control, self.book, self.context = control, book, context
        self.sessions = set()
        self.recent = {}
        self.listener = self.listen(port)
        self.port = self.listener.getsockname()[1]
        control.on_restart = self.go_down

    @staticmethod
    def listen(port):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        return listener

    def go_down(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in list(self.sessions):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def is_flooding(self, address):
        limit = self.control.settings["connections_a_minute"]
        times = [t for t in self.recent.get(address, []) if time.monotonic() - t < 60] + [time.monotonic()]
        self.recent[address] = times
        return limit and len(times) > limit

    def talk(self, raw, address):
        connection = raw
        try:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            raw.settimeout(10)
            connection = self.context.wrap_socket(raw, server_side=True)  # takes the socket over from raw
            self.sessions.add(connection)
            Session(self, connection, address).run()
        except OSError:
            pass
        finally:
            self.sessions.discard(connection)
            connection.close()

    def run(self):
        while True:
            try:
                raw, address = self.listener.accept()
            except OSError:
                while self.control.is_down():
                    time.sleep(0.01)
                self.listener = self.listen(self.port)
                continue
            self.control.count("connections")
            if self.is_flooding(address[0]):
                self.control.count("flooded")
                raw.close()
                continue
            threading.Thread(target=self.talk, args=(raw, address), daemon=True).start()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--port-file", help="where the port is written once it listens")
    parser.add_argument("--control-port-file", help="the same for the control port")
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--record", help="accounts, one JSON line each")
    parser.add_argument("--settings", default="{}", help="JSON; overrides the defaults")
    options = parser.parse_args()
    settings = {"manager": "1000", "password": "Password1", "latency_ms": 0, "split": False, "fake": False,
                "personal_data": True, "may_add": True, "may_change_passwords": True, "refuses_same_password": False,
                "first_login": 500000, "last_login": 999999,
                "connections_a_minute": 0,
                "groups": {"demo\\forex-usd": {"Currency": "USD", "AuthPasswordMin": "8"},
                           "demo\\forex-eur": {"Currency": "EUR", "AuthPasswordMin": "8"}}}
    settings.update(json.loads(options.settings))
    control = Control(settings, options.record)
    book = Book(settings, control.record, control.restore())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    server = Server(control, book, context, options.port)
    control.serve(options.control_port_file)
    if options.port_file:
        write_port(options.port_file, server.port)
    server.run()


if __name__ == "__main__":
    main()
