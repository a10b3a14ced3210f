"""What the examples of docs/ have in common: a folder, a certificate, a process, PHP for the members' pages."""
import os
import pathlib
import shutil
import subprocess

from pages import adapt, read_block, source_folder
from stack import listens, stop_process, wait_for


class Example:
    """One way to run a server. `start` returns once it listens; `logs` is the folder that it writes its logs into."""

    name = ""
    gate = None
    refuses_unknown_length = False  # 411 over HTTP/2, as its page says
    logs_addresses = False  # its logs are not ours to set up: the access log has whole addresses, the error log the Referer

    def __init__(self, stack, folder):
        self.stack = stack
        self.folder = pathlib.Path(folder)
        self.logs = self.folder / "log"
        self.site = self.folder / "site"
        self.process = None
        for path in [self.folder, self.logs, self.site]:
            path.mkdir(exist_ok=True)
            path.chmod(0o755)
        self.prepare()

    def prepare(self):
        pass

    def config(self):
        """The configuration of the handlers."""
        return self.stack.env["CONFIG"]

    def api_key(self):
        return self.stack.env["API_KEY"]

    def admin(self):
        return self.stack.env["ADMIN_EMAIL"], self.stack.env["ADMIN_PASSWORD"]

    def own_checks(self, site):
        """What is to be checked here besides the table: functions without arguments."""
        return []

    def certificate(self):
        return {"/etc/ssl/certs/members.example.com.pem": self.stack.folder / "tls/server.pem",
                "/etc/ssl/private/members.example.com.key": self.stack.folder / "tls/server.key"}

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def start_process(self, command, environment=None):
        with open(self.logs / "output.log", "ab") as output:
            process = subprocess.Popen([str(word) for word in command], stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                                       start_new_session=True, env={**os.environ, **(environment or {})}, cwd=self.folder)
        self.process = process

        def is_up():
            if process.poll() is not None:
                raise RuntimeError(f"{self.name} has ended:\n" + (self.logs / "output.log").read_text())
            return listens(self.stack.port)

        wait_for(f"{self.name} does not listen", is_up)

    def stop(self):
        """Also one that was never started."""
        if not self.process:
            return
        stop_process(self.process.pid)
        self.process.wait()
        self.process = None
        wait_for("the port is still taken", lambda: not listens(self.stack.port))


def members_page(gate):
    return adapt(read_block("shared-hosting.md", "5. Pages for members", "php", 1), {"/home/u123/latchkey/latchkey-gate.php": gate})


def give_to_web_server(*paths):
    """As root the servers run their children as www-data; else all is the user's own."""
    if os.geteuid() == 0:
        for path in paths:
            shutil.chown(path, "www-data", "www-data")


def copy_gate(example):
    """The gate of the documentation, and PHP, which trusts the test's certificate."""
    gate = example.folder / "latchkey-gate.php"
    shutil.copy(source_folder / "docs/php/latchkey-gate.php", gate)
    php = example.write("php", "#!/bin/sh\nexec /usr/bin/php-cgi -d curl.cainfo=" + example.stack.env["CA_FILE"] + "\n")
    php.chmod(0o755)
    return gate, php


def copy_handlers(example):
    """Where the web server's account may run them."""
    folder = example.folder / "bin"
    folder.mkdir()
    for program in ["customers", "login", "session", "admin"]:
        shutil.copy(example.stack.bin / f"latchkey-{program}", folder)
    return folder
