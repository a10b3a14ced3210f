"""What is measured, brought up in one temporary folder: MariaDB with durable commits, Latchkey, its peers, one nginx."""
import contextlib
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import nginx_conf

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROCESSES = 8  # of each contender, each with its database connection; as many for the limit's clients


def free_ports(count):
    """All held until the last is found, so that none comes twice."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(('127.0.0.1', 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class Stack:
    """Everything it starts it stops, by process id, whatever ends the run."""

    def __init__(self, build, cgi_build, seconds, buffer_pool):
        self.bin, self.cgi_bin, self.node = build / 'bin', cgi_build / 'bin', build / 'node'
        self.seconds, self.buffer_pool = seconds, buffer_pool
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='lkbench-'))
        self.memory = pathlib.Path(tempfile.mkdtemp(prefix='lkbench-', dir='/dev/shm'))  # what is cached
        self.more_folders = []  # removed with these two
        self.services, self.running = {}, set()
        self.password = secrets.token_hex(24)
        self.db_socket = self.folder / 'run/mariadb.sock'
        self.api_keys, self.ports, self.tls_ports = {}, {}, {}
        self.lemonldap = None  # its socket, once it runs
        for name in ('run', 'log', 'tmp', 'nginx'):
            (self.folder / name).mkdir()
        for name in ('sessions', 'metrics'):
            (self.memory / name).mkdir()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C would leave half of it running
        processes = [*self.running, *reversed(self.services.values())]
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # fcgiwrap leaves its children behind, for one
        for folder in (self.memory, *self.more_folders, self.folder):
            shutil.rmtree(folder, ignore_errors=True)

    def start(self, name, argv, **environment):
        """In a session of its own, so that Ctrl-C reaches this program alone."""
        with open(self.folder / 'log' / f'{name}.log', 'ab') as log:
            self.services[name] = subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=log,
                                                   stderr=log, start_new_session=True, env={**os.environ, **environment})

    def run(self, argv, text=None, **environment):
        """Runs a program to its end and returns what it prints."""
        process = subprocess.Popen([str(word) for word in argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, start_new_session=True,
                                   env={**os.environ, **environment})
        self.running.add(process)
        output, errors = process.communicate(text)
        self.running.discard(process)
        if process.returncode != 0:
            raise RuntimeError(f'{argv[0]} ended with {process.returncode}: {errors.strip()[-2000:]}')
        return output

    def wait_for(self, name, is_ready):
        end = time.monotonic() + 60
        while not is_ready():
            if time.monotonic() > end or self.services[name].poll() is not None:
                log = (self.folder / 'log' / f'{name}.log').read_text(errors='replace')
                raise RuntimeError(f'{name} does not come up: {log[-2000:]}')
            time.sleep(0.05)

    def sql(self, text, schema='latchkey'):
        return self.run(['mariadb', '--no-defaults', f'--socket={self.db_socket}', '-u', 'root', '-N', '-B', schema], text)

    def latchkey(self, variant, *arguments):
        return self.run([self.bin / 'latchkey', *arguments], LATCHKEY_CONFIG=str(self.config(variant))).strip()

    def config(self, variant):
        return self.folder / f'{variant}.toml'

    def start_database(self):
        user = self.run(['id', '-un']).strip()
        # A folder of its own for temporary files: a server that starts removes those of others from a shared one.
        options = ['--no-defaults', f'--datadir={self.folder}/data', f'--tmpdir={self.folder}/tmp', f'--user={user}']
        self.run(['mariadb-install-db', *options, '--auth-root-authentication-method=normal', '--skip-test-db', '--force'])
        self.start('mariadb', ['mariadbd', *options, f'--socket={self.db_socket}', '--skip-networking',
                               f'--pid-file={self.folder}/run/mariadbd.pid',
                               f'--innodb-buffer-pool-size={self.buffer_pool}', '--innodb-log-file-size=1G',
                               '--innodb-flush-log-at-trx-commit=1', '--transaction-isolation=READ-COMMITTED',
                               '--max-connections=400', '--skip-log-bin'])
        self.wait_for('mariadb', self.is_database_up)
        self.sql(f"CREATE USER bench@localhost IDENTIFIED BY '{self.password}'; GRANT ALL ON *.* TO bench@localhost", 'mysql')

    def is_database_up(self):
        try:
            return bool(self.sql('SELECT 1', 'mysql'))
        except RuntimeError:
            return False

    def make_schema(self, variant, schema, memory=8, passes=1):
        """A configuration, and its schema unless another variant has made it."""
        accounts = ('owner', 'customers', 'login', 'session')
        sections = '\n'.join(f'[database.{name}]\nuser = "bench"\npassword = "{self.password}"' for name in accounts)
        self.config(variant).write_text(
            f'[site]\nbase_url = "https://bench.example"\n[database]\nsocket = "{self.db_socket}"\nname = "{schema}"\n'
            f'[password]\nmemory = {memory}\npasses = {passes}\n[session]\ncache_folder = "{self.memory}/sessions"\n'
            f'[metrics]\nfolder = "{self.memory}/metrics"\n'
            f'{sections}\n')
        self.config(variant).chmod(0o600)
        if schema in self.api_keys:
            self.api_keys[variant] = self.api_keys[schema]
            return
        self.sql(f'CREATE DATABASE {schema} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', 'mysql')
        self.latchkey(variant, 'migrate')
        self.latchkey(variant, 'menu', 'add', '--label', 'Dashboard', '--path', '/dashboard', '--home')
        self.latchkey(variant, 'user', 'create', '--email', 'partner@example.com', '--first-name', 'Affiliate',
                      '--last-name', 'One')
        key = self.latchkey(variant, 'api-key', 'create', '--name', 'Bench', '--user', 'partner@example.com', '--right',
                            'customers:create', '--right', 'reports:read')
        self.api_keys[variant] = self.api_keys[schema] = key

    def start_handler(self, variant, name, program, processes):
        path = self.folder / f'run/{name}-{variant}.sock'
        self.start(f'{name}-{variant}', ['spawn-fcgi', '-n', '-s', path, '-M', '0660', '--', '/usr/bin/multiwatch', '-r', '1000000000', '-f',
                                         processes, '--', self.bin / program], LATCHKEY_CONFIG=str(self.config(variant)))

    def start_latchkey(self, variant, customers=PROCESSES):
        self.start_handler(variant, 'customers', 'latchkey-customers', customers)
        self.start_handler(variant, 'login', 'latchkey-login', PROCESSES)
        self.start_handler(variant, 'session', 'latchkey-session', PROCESSES)

    def peer_environment(self):
        return {'DB_SOCKET': str(self.db_socket), 'DB_USER': 'bench', 'DB_PASSWORD': self.password, 'DB_NAME': 'latchkey',
                'ARGON2_MEMORY': '8', 'ARGON2_PASSES': '1', 'DB_CONNECTIONS': str(PROCESSES // 2),
                'PHONE_TABLE': f'{self.folder}/run/phones.php'}

    def start_php(self, name='php', children=PROCESSES):
        """`name` is the service's and its socket's."""
        environment = '\n'.join(f'env[{key}] = "{value}"' for key, value in self.peer_environment().items())
        config = self.folder / f'{name}.conf'
        config.write_text(f'[global]\nerror_log = {self.folder}/log/{name}-own.log\ndaemonize = no\n[bench]\n'
                          f'listen = {self.folder}/run/{name}.sock\nlisten.mode = 0660\npm = static\n'
                          f'pm.max_children = {children}\nuser = {self.run(["id", "-un"]).strip()}\n{environment}\n')
        config.chmod(0o600)
        as_root = ['-R'] if os.geteuid() == 0 else []
        self.start(name, ['php-fpm8.2', '-F', '-y', config, *as_root, '-d', 'opcache.enable=1', '-d',
                           'opcache.validate_timestamps=0', '-d', 'mysqli.allow_persistent=1'])

    def start_node(self):
        for worker in (1, 2):
            self.start(f'node{worker}', ['node', self.node / 'server.mjs', self.folder / f'run/node{worker}.sock'],
                       NODE_ENV='production', **self.peer_environment())

    def start_cgi(self):
        self.start('fcgiwrap', ['fcgiwrap', '-c', '4', '-s', f'unix:{self.folder}/run/cgi.sock'])

    def start_nginx(self, variants, tls_names=()):
        """One port for each variant, and one by TLS for each of these names."""
        ports = free_ports(len(variants) + len(tls_names))
        self.ports = dict(zip(variants, ports))
        self.tls_ports = dict(zip(tls_names, ports[len(variants):]))
        nginx_conf.write(self, ROOT)
        self.start('nginx', ['nginx', '-e', self.folder / 'log/nginx-error.log', '-p', self.folder / 'nginx', '-c',
                             self.folder / 'nginx/nginx.conf', '-g', 'daemon off;'])
        for port in ports:
            self.wait_for('nginx', lambda port=port: self.is_open(port))

    @staticmethod
    def is_open(port):
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', port)) == 0

    def pss_kib(self, *names):
        """Proportional set size of the services and all their children."""
        children = {}
        for entry in pathlib.Path('/proc').glob('[0-9]*/stat'):
            try:
                parent = int(entry.read_text().rsplit(')', 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.parent.name))
        total, waiting = 0, [self.services[name].pid for name in names if name in self.services]
        while waiting:
            pid = waiting.pop()
            waiting += children.get(pid, [])
            try:
                lines = pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith('Pss:'))
        return total
