"""docs/servers/apache.md."""
import os

from example import Example, copy_gate, copy_handlers, members_page
from pages import adapt, read_block


class Apache(Example):
    modules = ["actions", "alias", "authz_core", "dir", "env", "mime", "reqtimeout", "rewrite", "setenvif", "socache_shmcb", "ssl"]
    more_modules = []
    settings = "ScriptSock cgisock"
    gate = "php"

    def changes(self):
        return {"*:443": f"127.0.0.1:{self.stack.port}",
                "members.example.com\n    DocumentRoot /srv/members": f"127.0.0.1\n    DocumentRoot {self.site}",
                **self.certificate(), "/var/log/apache2": self.logs}

    def virtual_host(self):
        raise NotImplementedError

    def alias_of_dashboard(self):
        return f"AliasMatch ^/dashboard$ {self.site}/dashboard.php"

    def prepare(self):
        gate, php = copy_gate(self)
        (self.site / "dashboard.php").write_text(members_page(gate))
        modules = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"
                          for name in [*self.modules, *self.more_modules])
        user = "User www-data\nGroup www-data\n" if os.geteuid() == 0 else ""
        self.write("apache2.conf", f"""
ServerRoot {self.folder}
PidFile {self.folder}/pid
Listen 127.0.0.1:{self.stack.port}
ServerName 127.0.0.1
ErrorLog {self.logs}/error.log
LogLevel warn
Mutex file:{self.folder} default
DefaultRuntimeDir {self.folder}
{self.settings}
TypesConfig /etc/mime.types
{modules}{user}
<Directory />
    AllowOverride None
    Require all denied
</Directory>
<Directory {self.site}>
    AllowOverride None
    Require all granted
    AddHandler site-php .php
    Action site-php /site-php
</Directory>
ScriptAlias /site-php {php}
<Directory {self.folder}>
    <Files php>
        Require all granted
    </Files>
</Directory>
{self.alias_of_dashboard()}
{self.virtual_host()}""")

    def start(self):
        self.start_process(["/usr/sbin/apache2", "-f", self.folder / "apache2.conf", "-D", "FOREGROUND"])


class ApacheProxy(Apache):
    name = "Apache with mod_proxy_fcgi"
    more_modules = ["mpm_event", "cgid", "proxy", "proxy_fcgi"]

    def virtual_host(self):
        return adapt(read_block("servers/apache.md", "mod_proxy_fcgi", "apache"),
                     {**self.changes(), "/run/latchkey": self.stack.folder / "run"})


class ApacheFcgid(Apache):
    name = "Apache with mod_fcgid"
    more_modules = ["mpm_event", "cgid", "fcgid"]

    def virtual_host(self):
        return f"FcgidIPCDir {self.folder}/fcgid\nFcgidProcessTableFile {self.folder}/fcgid_shm\n" + adapt(
            read_block("servers/apache.md", "mod_fcgid", "apache"),
            {**self.changes(), "/etc/latchkey/latchkey.toml": self.config(), "/usr/local/bin": copy_handlers(self)})
