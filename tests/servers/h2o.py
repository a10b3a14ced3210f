"""docs/servers/h2o.md."""
import os

from example import Example, copy_gate, give_to_web_server, members_page
from pages import adapt, read_block


class H2o(Example):
    name = "h2o"
    gate = "php"

    def prepare(self):
        gate, php = copy_gate(self)
        (self.site / "dashboard.php").write_text(members_page(gate))
        text = adapt(read_block("servers/h2o.md", "The site", "yaml"), {
            "user: debian-h2o\npid-file: /run/h2o.pid\n": "user: www-data\n" if os.geteuid() == 0 else "",
            **self.certificate(), "members.example.com:443": f"127.0.0.1:{self.stack.port}",
            "port: 443": f"host: 127.0.0.1\n      port: {self.stack.port}", "/run/latchkey": self.stack.folder / "run",
            "/var/log/h2o": self.logs, "/usr/bin/php-cgi": php,
            "/srv/members": self.site})
        self.write("h2o.conf", text)
        give_to_web_server(self.logs)

    def start(self):
        self.start_process(["/usr/bin/h2o", "-m", "worker", "-c", self.folder / "h2o.conf"])
