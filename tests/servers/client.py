"""HTTP/1.1 over TLS, byte for byte as the tests want it: doubled headers, odd paths, chunked bodies."""
import json
import re
import socket
import ssl


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # pairs, names in lower case
        self.body = body

    def header(self, name):
        """The first value of the header, or an empty string."""
        return next((value for key, value in self.headers if key == name), "")

    def cookies(self):
        return [value for key, value in self.headers if key == "set-cookie"]

    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:200]!r}"


def parse_answer(raw, method):
    """Takes the last answer in `raw` that is not a 1xx. Raises ValueError when there is none."""
    while True:
        head, separator, rest = raw.partition(b"\r\n\r\n")
        if not separator:
            raise ValueError(f"no answer: {raw[:200]!r}")
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split()[1])
        if status >= 200:
            break
        raw = rest
    headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
    if any(name == "transfer-encoding" and "chunked" in value.lower() for name, value in headers) and method != "HEAD":
        rest = join_chunks(rest)
    return Answer(status, headers, rest)


def join_chunks(data):
    body = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if length == 0:
            break
        body, data = body + data[:length], data[length + 2:]
    return body


def chunk(body):
    """The body in pieces of 1000 bytes, as Transfer-Encoding: chunked sends them."""
    pieces = [body[i:i + 1000] for i in range(0, len(body), 1000)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


class Client:
    """A new connection for each request, to 127.0.0.1."""

    def __init__(self, port, ca_file):
        self.port = port
        self.ca_file = ca_file
        self.context = ssl.create_default_context(cafile=ca_file)
        self.context.check_hostname = True

    def send(self, method, path, headers=(), body=b"", chunked=False):
        """`headers` are pairs, sent in their order. `body` is bytes or text; its length is announced unless it is chunked
        or `headers` announce one."""
        body = body.encode() if isinstance(body, str) else body
        lines = [f"{method} {path} HTTP/1.1", "Connection: close"]
        if not any(name == "Host" for name, _ in headers):
            lines.append(f"Host: 127.0.0.1:{self.port}")
        lines += [f"{name}: {value}" for name, value in headers]
        if chunked:
            lines.append("Transfer-Encoding: chunked")
            body = chunk(body)
        elif body and not any(name.lower() == "content-length" for name, _ in headers):
            lines.append(f"Content-Length: {len(body)}")
        return parse_answer(self.exchange(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body), method)

    def exchange(self, request):
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as plain:
            with self.context.wrap_socket(plain, server_hostname="127.0.0.1") as tls:
                answer = b""
                try:
                    tls.sendall(request)
                except OSError:
                    pass  # the server may have answered and closed before it read everything
                try:
                    while part := tls.recv(65536):
                        answer += part
                except (ssl.SSLError, ConnectionResetError):
                    pass
                return answer

    def get(self, path, headers=()):
        return self.send("GET", path, headers)

    def form(self, path, fields, headers=()):
        from urllib.parse import urlencode
        return self.send("POST", path, [("Content-Type", "application/x-www-form-urlencoded"), *headers], urlencode(fields))


def session_cookie(answer, name="__Host-member"):
    """The cookie's pair out of Set-Cookie, or an empty string."""
    for cookie in answer.cookies():
        if found := re.match(rf"({name}=[A-Za-z0-9_-]{{43}})(;|$)", cookie):
            return found.group(1)
    return ""
