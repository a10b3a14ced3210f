"""Database and handlers: what scripts/demo starts, without its nginx, whose port the other servers take in turn."""
import grp
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time

from pages import source_folder


def find_free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(what, is_true, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_true():
            return
        time.sleep(0.1)
    raise TimeoutError(what)


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


def stop_process(pid):
    """Ends a process of ours and waits until it is gone."""
    try:
        os.kill(pid, 15)
    except ProcessLookupError:
        return

    def is_gone():
        try:
            with open(f"/proc/{pid}/stat") as stat:
                return ") Z " in stat.read()
        except FileNotFoundError:
            return True

    try:
        wait_for("the end of a process", is_gone, 10)
    except TimeoutError:
        os.kill(pid, 9)


class Stack:
    def __init__(self, build_dir):
        self.build_dir = pathlib.Path(build_dir)
        self.bin = self.build_dir / "bin"
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="latchkey-servers-"))
        self.folder = self.root / "demo"
        self.port = find_free_port()
        self.listener = None
        self.demo("--port", str(self.port), "--detach")
        lines = (line.partition("=") for line in (self.folder / "demo.env").read_text().splitlines())
        self.env = {key: value.strip('"') for key, _, value in lines}
        stop_process(int((self.folder / "run/nginx.pid").read_text()))
        (self.folder / "run/nginx.pid").unlink()
        if os.geteuid() == 0:
            self.open_for("www-data")

    def demo(self, *options):
        subprocess.run([source_folder / "scripts/demo", "--dir", self.folder, *options], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "LATCHKEY_BUILD_DIR": str(self.build_dir)})

    def certificate_for(self, address):
        """Files of a certificate for an IP address, by the demo's authority."""
        certificate, key, request = (self.root / f"impostor.{kind}" for kind in ["pem", "key", "csr"])
        tls = self.folder / "tls"
        subprocess.run(["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=impostor",
                        "-addext", f"subjectAltName=IP:{address}", "-keyout", key, "-out", request], check=True, capture_output=True)
        subprocess.run(["openssl", "x509", "-req", "-in", request, "-CA", tls / "ca.pem", "-CAkey", tls / "ca.key", "-CAcreateserial",
                        "-copy_extensions", "copy", "-out", certificate], check=True, capture_output=True)
        return certificate, key

    def open_for(self, group):
        """As on a server, where the sockets, the configuration and the certificate are open to the web server's group."""
        number = grp.getgrnam(group).gr_gid
        for path in [self.root, self.folder, self.folder / "run", self.folder / "tls"]:
            path.chmod(0o755)
        (self.folder / "tls/ca.pem").chmod(0o644)
        for name in ["customers", "login", "session", "admin"]:
            os.chown(self.folder / f"run/{name}.sock", -1, number)
        for name in ["latchkey.toml", "secrets.key", "tls/server.key"]:
            os.chown(self.folder / name, -1, number)
            (self.folder / name).chmod(0o640)

    def latchkey(self, *arguments, stdin="", config=None, check=True):
        return subprocess.run([self.bin / "latchkey", *arguments], check=check, input=stdin, text=True, capture_output=True,
                              env={**os.environ, "LATCHKEY_CONFIG": str(config or self.env["CONFIG"])})

    def find_processes(self, program):
        """Of this stack, whoever started them."""
        found = []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                is_ours = bytes(self.root) in (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
                if is_ours and os.path.basename(os.readlink(process / "exe")) == program:
                    found.append(int(process.name))
            except OSError:
                continue
        return found

    def database_port(self):
        """A port of 127.0.0.1 that leads to the database, which itself has a socket alone."""
        if not self.listener:
            self.listener = socket.create_server(("127.0.0.1", 0))
            threading.Thread(target=self.forward, daemon=True).start()
        return self.listener.getsockname()[1]

    def forward(self):
        def copy(source, target):
            try:
                while data := source.recv(65536):
                    target.sendall(data)
                target.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        while True:
            client = self.listener.accept()[0]
            database = socket.socket(socket.AF_UNIX)
            database.connect(self.env["DB_SOCKET"])
            for pair in [(client, database), (database, client)]:
                threading.Thread(target=copy, args=pair, daemon=True).start()

    def sql(self, text):
        subprocess.run(["mariadb", "--no-defaults", "--socket", self.env["DB_SOCKET"], "-u", "root"], input=text, text=True, check=True)

    def stop(self):
        self.demo("--stop")
        shutil.rmtree(self.root)
