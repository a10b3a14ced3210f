"""What both simulators share: a queue of faults, counters, the record of accounts, and the control port.

Control port (HTTP on 127.0.0.1):
  POST /faults   {"faults": [{"command": "/api/user/add", "kind": "drop_after", "times": 1, ...}]}  appends; [] clears
  POST /set      {"latency_ms": 50, ...}   overrides settings of the simulator
  POST /restart  {"seconds": 30}           closes everything and refuses connections for that long
  GET  /stats    {"connections": 3, "commands": {"/api/user/add": 1}, ...}
  GET  /accounts [ {...}, ... ]            the record, which is also written as JSON lines
"""
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Control:
    def __init__(self, settings, record_path=None):
        self.settings = settings
        self.lock = threading.RLock()
        self.faults = []
        self.stats = {"connections": 0, "commands": {}}
        self.accounts = []
        self.record_path = record_path
        self.down_until = 0.0
        self.on_restart = lambda: None

    def count(self, name):
        with self.lock:
            self.stats[name] = self.stats.get(name, 0) + 1

    def count_command(self, command):
        with self.lock:
            self.stats["commands"][command] = self.stats["commands"].get(command, 0) + 1

    def take_fault(self, command):
        """The next fault for this command ("*" is any), or None. A fault with "skip" lets so many calls pass first."""
        with self.lock:
            for fault in self.faults:
                if fault["command"] not in (command, "*"):
                    continue
                if fault.get("skip", 0) > 0:
                    fault["skip"] -= 1
                    continue
                fault["times"] = fault.get("times", 1) - 1
                if fault["times"] <= 0:
                    self.faults.remove(fault)
                return dict(fault)
        return None

    def restore(self):
        """The accounts that an earlier run has recorded."""
        if not self.record_path or not os.path.exists(self.record_path):
            return []
        with open(self.record_path, encoding="utf-8") as file:
            self.accounts = [json.loads(line) for line in file]
        return self.accounts

    def record(self, account):
        """An account now exists. Written and flushed before any answer goes out."""
        with self.lock:
            self.accounts.append(account)
            if self.record_path:
                with open(self.record_path, "a", encoding="utf-8") as file:
                    file.write(json.dumps(account, ensure_ascii=False) + "\n")
                    file.flush()
                    os.fsync(file.fileno())

    def is_down(self):
        return time.monotonic() < self.down_until

    def handle(self, path, body):
        with self.lock:
            if path == "/faults":
                self.faults = self.faults + body["faults"] if body["faults"] else []
            elif path == "/set":
                self.settings.update(body)
            elif path == "/restart":
                self.down_until = time.monotonic() + body["seconds"]
                self.on_restart()
            elif path == "/stats":
                return self.stats
            elif path == "/accounts":
                return self.accounts
            else:
                return None
            return {}

    def serve(self, port_file=None):
        control = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self, body):
                with control.lock:
                    result = control.handle(self.path, body)
                    data = json.dumps(result).encode()
                self.send_response(404 if result is None else 200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                self.answer({})

            def do_POST(self):
                self.answer(json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0)))))

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        if port_file:
            write_port(port_file, server.server_address[1])
        return server


def write_port(path, port):
    """Whole or not at all: whoever waits for the file finds the number in it."""
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(f"{port}\n")
    os.rename(path + ".new", path)
