#!/usr/bin/env python3
"""A receiver of webhooks and postbacks: prints and keeps what it gets, and says whether the signature is right.

FOLDER/secrets has the secrets of the webhooks, one a line; it is read at each message. Each request becomes a file of the
folder: NUMBER.json with method, path, headers, body and "verified" (null for what carries no signature). A path that ends in
/status/NNN is answered with that status, any other with 204; a signature that is wrong with 400. Standard library only.
"""
import argparse
import base64
import hashlib
import hmac
import json
import os
import re
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from control import write_port

TOLERANCE = 300  # seconds between the clocks


def read_secrets(folder):
    try:
        with open(os.path.join(folder, "secrets"), encoding="ascii") as file:
            return [line.strip() for line in file if line.strip()]
    except FileNotFoundError:
        return []


def is_right(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    is_fresh = abs(time.time() - int(headers["webhook-timestamp"])) <= TOLERANCE
    return is_fresh and any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split())


class Book:
    def __init__(self, folder):
        self.folder = folder
        self.lock = threading.Lock()
        os.makedirs(folder, exist_ok=True)
        self.number = max([int(name[:-5]) for name in os.listdir(folder) if re.fullmatch(r"\d+\.json", name)], default=0)

    def keep(self, entry):
        with self.lock:
            self.number += 1
            path = os.path.join(self.folder, f"{self.number:06}.json")
            with open(path + ".new", "w", encoding="utf-8") as file:
                json.dump(entry, file, indent=1)
            os.rename(path + ".new", path)
            headers, verified = entry["headers"], {True: "verified", False: "NOT VERIFIED", None: "unsigned"}[entry["verified"]]
            print(entry["method"], entry["path"], headers.get("webhook-id", "-"), verified, entry["body"], flush=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    book = None

    def receive(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        verified = None
        if "webhook-signature" in headers:
            verified = any(is_right(secret, headers, body) for secret in read_secrets(self.book.folder))
        self.book.keep({"method": self.command, "path": self.path, "headers": headers, "body": body.decode("utf-8", "replace"),
                        "verified": verified})
        wanted = re.search(r"/status/(\d{3})$", self.path.partition("?")[0])
        status = int(wanted[1]) if wanted else 400 if verified is False else 204
        text = b"" if status == 204 else f"the receiver answers {status}\n".encode()
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = receive

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def __init__(self, address, context):
        super().__init__(address, Handler)
        self.context = context

    # In the connection's thread: whoever stalls at the handshake keeps nobody waiting.
    def finish_request(self, request, client_address):
        request.settimeout(60)
        with self.context.wrap_socket(request, server_side=True) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().finish_request(connection, client_address)

    def handle_error(self, *_):
        pass  # a connection that ends is the other side's affair


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--folder", required=True)
    options = parser.parse_args()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    Handler.book = Book(options.folder)
    server = Server(("127.0.0.1", options.port), context)
    write_port(options.port_file, server.server_address[1])
    server.serve_forever()


if __name__ == "__main__":
    main()
