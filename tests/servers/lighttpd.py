"""docs/servers/lighttpd.md."""
import os

from example import Example, copy_gate, copy_handlers, give_to_web_server, members_page
from pages import adapt, read_block
from stack import find_free_port


class Lighttpd(Example):
    gate = "php"
    refuses_unknown_length = True

    def block(self):
        raise NotImplementedError

    def changes(self):
        return {**self.certificate(), 'socket"] == ":443"': f'socket"] == "127.0.0.1:{self.stack.port}"',
                r"^members\.example\.com(:|$)": "^127[.]", "/srv/members": self.site, "/var/log/lighttpd": self.logs}

    def prepare(self):
        gate, php = copy_gate(self)
        (self.site / "dashboard.php").write_text(members_page(gate))
        user = 'server.username = "www-data"\nserver.groupname = "www-data"\n' if os.geteuid() == 0 else ""
        self.write("lighttpd.conf", f"""
server.modules = ( "mod_alias", "mod_cgi", "mod_redirect" )
server.errorlog = "{self.logs}/error.log"
server.port = {find_free_port()}
server.bind = "127.0.0.1"
server.document-root = "{self.site}"
server.upload-dirs = ( "{self.folder}" )
{user}
alias.url += ( "/dashboard" => "{self.site}/dashboard.php" )
cgi.assign = ( ".php" => "{php}" )
{self.block()}""")
        give_to_web_server(self.logs, self.folder)

    def start(self):
        self.start_process(["/usr/sbin/lighttpd", "-D", "-f", self.folder / "lighttpd.conf"])


class LighttpdFastcgi(Lighttpd):
    name = "lighttpd with FastCGI"

    def block(self):
        return adapt(read_block("servers/lighttpd.md", "FastCGI", "lighttpd"),
                     {**self.changes(), "/run/latchkey": self.stack.folder / "run"})


class LighttpdCgi(Lighttpd):
    name = "lighttpd with plain CGI"

    def block(self):
        return adapt(read_block("servers/lighttpd.md", "Plain CGI", "lighttpd"),
                     {**self.changes(), "/etc/latchkey/latchkey.toml": self.config(), "/usr/local/bin": copy_handlers(self)})
