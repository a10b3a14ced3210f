"""The private nginx of scripts/bench: the shipped snippets for Latchkey, and each contender behind a location of its own.

Every measured address is rewritten to an internal location, as the check of a session is internal: all pay the same."""
import os
import re

import arrival
import lemonldap

# Fewer kept connections than processes, as nginx/latchkey/upstreams.conf says: two workers, 8 processes.
KEPT = 'keepalive 3; keepalive_timeout 10ms; keepalive_time 10ms; '

# What every contender's location logs; the check of a session is not logged, by nobody.
LOG = 'include latchkey/log.conf;'

PHP = '''
        include snippets/latchkey-fastcgi.conf;
        fastcgi_param SCRIPT_FILENAME {peers}/php/{script}.php;
        fastcgi_pass bench_{pool};'''

NODE = '''
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Request-Id $request_id;
        proxy_pass http://bench_node/{script}$is_args$args;'''

CGI = '''
        include snippets/latchkey-fastcgi.conf;
        {more}
        fastcgi_pass unix:{run}/cgi.sock;'''


def location(name, body, log='access_log off;'):
    return f'''
    location = /bench/{name} {{ rewrite ^ /__bench/{name} last; }}
    location = /__bench/{name} {{
        internal;
        {log}{body}
    }}'''


def peers(stack, root):
    """The locations of everything that is not Latchkey."""
    folder = root / 'tests/bench/peers'
    php = lambda script, pool='php': PHP.format(peers=folder, script=script, pool=pool)
    node = lambda script: NODE.format(script=script)
    run = stack.folder / 'run'
    latchkey_cgi = lambda program, path: CGI.format(
        run=run, more=f'fastcgi_param SCRIPT_FILENAME {stack.cgi_bin}/latchkey-{program};\n        '
        f'fastcgi_param DOCUMENT_URI {path};\n        fastcgi_param LATCHKEY_CONFIG {stack.config("main")};')
    php_cgi = lambda script: CGI.format(
        run=run, more=f'fastcgi_param SCRIPT_FILENAME {run}/php-{script}.cgi;\n        fastcgi_param REDIRECT_STATUS 200;\n'
        + ''.join(f'        fastcgi_param {name} {value};\n' for name, value in stack.peer_environment().items()))
    text = location('return204', 'return 204;')
    text += location('empty', '\n        include snippets/latchkey-fastcgi.conf;\n        fastcgi_pass bench_empty;')
    text += location('empty-kept', '\n        include snippets/latchkey-fastcgi.conf;\n        fastcgi_keep_conn on;'
                     '\n        fastcgi_pass bench_empty_kept;')
    text += location('php-empty', php('empty')) + location('node-empty', node('empty'))
    text += location('php-verify', php('verify')) + location('node-verify', node('verify'))
    for script in ('redeem', 'create'):
        text += location(f'php-{script}', php(script), LOG) + location(f'node-{script}', node(script), LOG)
        text += location(f'phpcgi-{script}', php_cgi(script), LOG)
    text += location('php-sign-in', php('sign_in', 'php_real'), LOG)
    if stack.lemonldap:
        text += lemonldap.LOCATION.format()
    text += location('cgi-redeem', latchkey_cgi('login', '/auth/login'), LOG)
    return text + location('cgi-create', latchkey_cgi('customers', '/api/v1/customers'), LOG)


def server(stack, variant, more):
    return f'''
server {{
    listen 127.0.0.1:{stack.ports[variant]};
    include latchkey/log.conf;
    include latchkey/headers.conf;
    server_tokens off;
    include snippets/{variant}/latchkey-server.conf;
    location = /members {{ include snippets/latchkey-protect.conf; }}
    location = /bench/verify {{ rewrite ^ /auth/verify last; }}
    location = /bench/redeem {{ rewrite ^ /auth/login last; }}
    location = /bench/sign-in {{ rewrite ^ /auth/login last; }}
    location = /bench/create {{ rewrite ^ /api/v1/customers last; }}{more}
}}'''


def write_snippets(stack, root):
    """The shipped snippets; only names of upstreams differ from variant to variant, and the limits are out of the way."""
    folder = stack.folder / 'nginx/snippets'
    any_variant = next(iter(stack.ports))
    for source in (root / 'nginx/snippets').glob('*.conf'):
        text = re.sub(r'fastcgi_pass latchkey_(\w+);', rf'fastcgi_pass latchkey_{any_variant}_\1;', source.read_text())
        (folder).mkdir(exist_ok=True)
        (folder / source.name).write_text(re.sub(r'rate=\d+r/s', 'rate=1000000r/s', text))
    for variant in stack.ports:
        (folder / variant).mkdir(exist_ok=True)
        text = (root / 'nginx/snippets/latchkey-server.conf').read_text()
        text = re.sub(r'fastcgi_pass latchkey_(\w+);', rf'fastcgi_pass latchkey_{variant}_\1;', text)
        (folder / variant / 'latchkey-server.conf').write_text(text)


def upstreams(stack):
    run = stack.folder / 'run'
    lines = [f'upstream bench_empty {{ server unix:{run}/empty-main.sock; }}',
             f'upstream bench_empty_kept {{ server unix:{run}/empty-main.sock; {KEPT}}}',
             f'upstream bench_php {{ server unix:{run}/php.sock; }}',
             f'upstream bench_php_real {{ server unix:{run}/php-real.sock; }}',
             f'upstream bench_lemonldap {{ server unix:{stack.lemonldap or f"{run}/lemonldap.sock"}; }}',
             f'upstream bench_node {{ server unix:{run}/node1.sock; server unix:{run}/node2.sock; keepalive 32; }}']
    for variant in stack.ports:
        for name in ('customers', 'login', 'session'):
            kept = KEPT if name == 'session' else ''
            lines.append(f'upstream latchkey_{variant}_{name} {{ server unix:{run}/{name}-{variant}.sock; {kept}}}')
    return '\n'.join(lines)


def write(stack, root):
    folder, run, tmp = stack.folder / 'nginx', stack.folder / 'run', stack.folder / 'tmp'
    (folder / 'latchkey').mkdir(exist_ok=True)
    write_snippets(stack, root)
    (folder / 'latchkey/error-log.conf').write_text(f'error_log {folder}/error.log alert;\n')
    (folder / 'latchkey/headers.conf').write_text((root / 'nginx/latchkey/headers.conf').read_text())
    (folder / 'latchkey/log.conf').write_text(f'access_log {stack.folder}/log/access.log latchkey buffer=64k;\n')
    (folder / 'latchkey/words.conf').write_text((stack.bin.parent / 'nginx/words.conf').read_text())
    cache = (root / 'nginx/latchkey/verify-cache.conf').read_text().replace('/run/latchkey-verify', f'{stack.memory}/verify')
    (folder / 'latchkey/verify-cache.conf').write_text(cache)
    servers = '\n'.join(server(stack, variant, peers(stack, root) if variant == 'main' else '') for variant in stack.ports)
    if stack.tls_ports:
        servers += arrival.servers(stack, root)
    temporary = '\n    '.join(f'{kind}_temp_path {tmp}/{kind};' for kind in ('client_body', 'fastcgi', 'proxy', 'uwsgi', 'scgi'))
    (folder / 'nginx.conf').write_text(f'''
{'user root;' if os.geteuid() == 0 else ''}
worker_processes auto;
pid {run}/nginx.pid;
error_log {stack.folder}/log/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 1000000;
    {temporary}
    include snippets/latchkey-http.conf;
    {upstreams(stack)}
    {servers}
}}
''')
