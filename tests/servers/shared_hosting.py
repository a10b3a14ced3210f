"""docs/shared-hosting.md."""
import functools
import os
import pathlib
import shutil
import subprocess
import urllib.error
import urllib.request

from apache import Apache
from checks import expect
from example import members_page
from pages import adapt, read_block, source_folder
from stack import find_free_port


def page_commands(page, heading):
    return "set -e\n" + read_block(page, heading, "sh")


class SharedHosting(Apache):
    """The account of a shared host: Apache runs its .htaccess and its CGI programs, the database is reached over TCP. Its access
    log is the host's, with whole addresses."""

    name = "Apache on shared hosting, plain CGI"
    more_modules = ["mpm_prefork", "authz_host", "cgi"]
    settings = ""
    logs_addresses = True

    def prepare(self):
        self.home = self.folder / "u123"
        self.site = self.home / "public_html"
        self.site.mkdir(parents=True)
        bin_folder = self.home / "latchkey/bin"
        bin_folder.mkdir(parents=True)
        programs = pathlib.Path(os.environ.get("LATCHKEY_CGI_BIN_DIR", self.stack.bin))
        for program in ["latchkey", *(f"latchkey-{name}" for name in ["customers", "login", "session", "admin", "provisioner"])]:
            shutil.copy(programs / program, bin_folder)
        if (programs / "libqrencode.so.4").exists():
            shutil.copy(programs / "libqrencode.so.4", bin_folder)
        self.make_database()
        self.write_htaccess("127.0.0.0/8")
        super().prepare()
        gate = self.home / "latchkey/latchkey-gate.php"
        self.write_gate(gate)
        (self.site / "dashboard.php").write_text(members_page(gate))
        self.run_cron()
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "www-data:www-data", self.home], check=True)

    def alias_of_dashboard(self):
        return ""

    def write_htaccess(self, office):
        (self.site / ".htaccess").write_text(
            read_block("shared-hosting.md", "4. Addresses", "apache", 0) +
            adapt(read_block("shared-hosting.md", "4. Addresses", "apache", 1), {"203.0.113.0/24": office}) +
            "RewriteRule ^dashboard$ dashboard.php [L]\n")

    def the_admin_area_is_for_the_office(self, site):
        self.write_htaccess("203.0.113.0/24")
        statuses = [site.client.get(path).status for path in ["/admin/sign-in", "/auth/login", "/healthz"]]
        self.write_htaccess("127.0.0.0/8")
        expect(statuses == [403, 200, 200], statuses)

    def write_gate(self, gate):
        line = read_block("shared-hosting.md", "5. Pages for members", "php", 0)
        gate.write_text(adapt((source_folder / "docs/php/latchkey-gate.php").read_text(), {
            "defined('LATCHKEY_URL') || define('LATCHKEY_URL', '');\n":
            adapt(line, {"https://members.example.com": f"https://127.0.0.1:{self.stack.port}"})}))

    def own_checks(self, site):
        return [functools.partial(check, site)
                for check in [self.in_clear_there_is_no_latchkey, self.programs_have_no_address_of_their_own,
                              self.the_admin_area_is_for_the_office, self.the_preset_has_its_packages]]

    def in_clear_there_is_no_latchkey(self, site):
        for path, status in {"/healthz": 403, "/api/v1/customers": 403, "/auth/login": 403, "/admin": 403, "/nowhere": 404}.items():
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.clear_port}{path}")
                expect(False, path)
            except urllib.error.HTTPError as error:
                expect(error.code == status, (path, error.code))

    def programs_have_no_address_of_their_own(self, site):
        for path in ["latchkey-session.cgi/auth/verify", "latchkey-session.cgi", "latchkey-login.cgi/auth/login"]:
            answer = site.client.get("/cgi-bin/" + path)
            expect(answer.status == 404 and not answer.header("x-request-id"), answer)

    def the_preset_has_its_packages(self, _site):
        command = read_block("shared-hosting.md", "The preset cgi", "sh").replace("\\\n", " ").splitlines()[0]
        lines = (line.split() for line in (source_folder / "scripts/packages.txt").read_text().splitlines())
        wanted = {words[1] for words in lines if words[0] in ("build", "cgi")} - {"ccache", "libboost-test-dev"}  # for tests
        listed = set(command.removeprefix("sudo apt install").split())
        expect(listed == wanted, listed ^ wanted)

    def config(self):
        return self.home / "latchkey/latchkey.toml"

    def api_key(self):
        return self.stack.latchkey("api-key", "create", "--name", "Partner", "--right", "customers:create", "--right", "leads:create",
                                   "--right", "logins:create", "--allow", "127.0.0.0/16", config=self.config()).stdout.strip()

    def admin(self):
        return "ada@example.com", "the first passphrase 1"

    def make_database(self):
        self.stack.sql("DROP DATABASE IF EXISTS u123_latchkey; CREATE DATABASE u123_latchkey; GRANT ALL ON u123_latchkey.* TO "
                       "u123@localhost IDENTIFIED BY 'the database password';")
        self.config().write_text(adapt(read_block("shared-hosting.md", "2. Configuration", "toml"), {
            "https://members.example.com": f"https://127.0.0.1:{self.stack.port}", "localhost.example": "127.0.0.1",
            "port = 3306": f"port = {self.stack.database_port()}"}))
        commands = adapt(page_commands("shared-hosting.md", "3. Database, first administrator, CGI programs"), {"/home/u123": self.home})
        subprocess.run(["sh", "-c", commands], input=self.admin()[1] + "\n", text=True, check=True, capture_output=True)

    def run_cron(self):
        table = adapt(read_block("shared-hosting.md", "6. Cron", "cron"), {"/home/u123": self.home}).splitlines()
        setting, prune, provisioner = table[0], *(line.split(None, 5)[5] for line in table[1:])
        subprocess.run(["sh", "-c", f"export {setting}; {prune}"], check=True, capture_output=True)
        stays = subprocess.Popen(["sh", "-c", f"export {setting}; exec {provisioner}"], start_new_session=True, stderr=subprocess.DEVNULL)
        try:
            stays.wait(2)
            raise RuntimeError("the provisioner has ended")
        except subprocess.TimeoutExpired:
            os.killpg(stays.pid, 15)
            stays.wait()

    def virtual_host(self):
        self.clear_port = find_free_port()
        tls = "".join(f"    {name} {path}\n" for name, path in zip(["SSLCertificateFile", "SSLCertificateKeyFile"], self.certificate().values()))
        return f"""
<VirtualHost 127.0.0.1:{self.stack.port}>
    ServerName 127.0.0.1
    DocumentRoot {self.site}
    SSLEngine on
{tls}
    CustomLog {self.logs}/access.log "%h %t \\"%r\\" %>s"
</VirtualHost>
Listen 127.0.0.1:{self.clear_port}
<VirtualHost 127.0.0.1:{self.clear_port}>
    DocumentRoot {self.site}
</VirtualHost>
    <Directory {self.site}>
        AllowOverride FileInfo AuthConfig
        Options ExecCGI FollowSymLinks
        AddHandler cgi-script .cgi
    </Directory>"""
