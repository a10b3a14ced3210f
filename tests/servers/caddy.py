"""docs/servers/caddy.md."""
import http.server
import threading

from example import Example
from pages import adapt, read_block


class MembersApplication(http.server.BaseHTTPRequestHandler):
    """What stands behind a gate that sends headers: it believes them, in every spelling that a framework may take for the same."""

    def do_GET(self):
        ids = [value for name, value in self.headers.items() if name.lower().replace("_", "-") in ("x-member-id", "member-id")]
        names = [value for name, value in self.headers.items() if name.lower().replace("_", "-") == "x-member-id"]
        body = f"Hello {names}".encode()
        self.send_response(200 if ids else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Caddy(Example):
    name = "Caddy"
    gate = "forward_auth"

    def prepare(self):
        self.application = http.server.ThreadingHTTPServer(("127.0.0.1", 0), MembersApplication)
        threading.Thread(target=self.application.serve_forever, daemon=True).start()
        self.write("Caddyfile", adapt(read_block("servers/caddy.md", "The site", "caddyfile"), {
            **self.certificate(), "{\n\t# Caddy's own": "{\n\tadmin off\n\tauto_https off\n\t# Caddy's own",
            "https://members.example.com {": f"https://127.0.0.1:{self.stack.port} {{\n\tbind 127.0.0.1",
            "/run/latchkey": self.stack.folder / "run", "/var/log/caddy": self.logs, "/srv/members": self.site,
            "127.0.0.1:3000": f"127.0.0.1:{self.application.server_port}"}))

    def start(self):
        self.start_process(["/usr/bin/caddy", "run", "--config", self.folder / "Caddyfile", "--adapter", "caddyfile"],
                           {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)})
