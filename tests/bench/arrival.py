"""What a visitor feels: a link is followed, 303, the dashboard and what it fetches, through TLS 1.3 and HTTP/2."""
import json
import re

import load
from shape import Case, Contender, at_most

BROWSERS, A_SECOND, CHECKS = 50, 50, 20
NAMES = ('latchkey', 'php')

# Both servers gate the same files; nginx reads them from memory.
GATED = '''
    location ~ ^/(dashboard|part-[0-9]+)$ {{
        {gate}
        charset utf-8;
        include latchkey/headers.conf;
        add_header Cache-Control no-store always;
        try_files $uri.html =404;
    }}'''

PHP = '''
    location = /auth/login {{
        include latchkey/log.conf;
        include snippets/latchkey-fastcgi.conf;
        fastcgi_param SCRIPT_FILENAME {peers}/redeem.php;
        fastcgi_pass bench_php;
    }}
    location = /verify {{
        internal;
        access_log off;
        fastcgi_pass_request_body off;
        include snippets/latchkey-fastcgi.conf;
        fastcgi_param SCRIPT_FILENAME {peers}/verify.php;
        fastcgi_pass bench_php;
    }}'''

PHP_GATE = '''auth_request /verify;
        auth_request_set $member_id $upstream_http_x_member_id;
        auth_request_set $member_email $upstream_http_x_member_email;'''


def server(stack, root, name, body):
    """With the shipped site's TLS, which resumes sessions from its cache."""
    site = (root / 'nginx/site.conf').read_text()
    tls = '\n    '.join(re.findall(r'^ *(ssl_\w+ [^;]*;)', site, re.M))
    return f'''
server {{
    listen 127.0.0.1:{stack.tls_ports[name]} ssl http2;
    server_name bench.example;
    ssl_certificate {stack.folder}/run/tls.pem;
    ssl_certificate_key {stack.folder}/run/tls.key;
    {tls}
    root {stack.memory}/site;
    include latchkey/log.conf;
    include latchkey/headers.conf;
    server_tokens off;{body}
}}'''


def servers(stack, root):
    bodies = {
        'latchkey': '\n    include snippets/main/latchkey-server.conf;'
                    + GATED.format(gate='include snippets/latchkey-protect.conf;'),
        'php': PHP.format(peers=root / 'tests/bench/peers/php') + GATED.format(gate=PHP_GATE),
    }
    return ''.join(server(stack, root, name, bodies[name]) for name in stack.tls_ports)


def prepare(stack):
    """The certificate, and the files of the members area."""
    stack.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
               '-subj', '/CN=bench.example', '-addext', 'subjectAltName=DNS:bench.example', '-keyout',
               stack.folder / 'run/tls.key', '-out', stack.folder / 'run/tls.pem'])
    site = stack.memory / 'site'
    site.mkdir()
    (site / 'dashboard.html').write_text('<!doctype html><title>Dashboard</title>' + '<p>Welcome back.</p>' * 200)
    for number in range(1, CHECKS + 1):
        (site / f'part-{number}.html').write_text('<p>A part of the page.</p>' * 40)


def measure(stack, tokens, name):
    """One round. An arrival that did not resume its TLS session counts as broken."""
    def round_of():
        count = A_SECOND * stack.seconds
        order = {'port': stack.tls_ports[name], 'ca': str(stack.folder / 'run/tls.pem'), 'first': tokens.take(count), 'count': count,
                 'perSecond': A_SECOND, 'browsers': BROWSERS, 'checks': CHECKS}
        return load.program(stack, ['node', f'{load.HERE}/arrivals.mjs', json.dumps(order)])
    return round_of


def make_case(stack, tokens):
    return Case('arrival', f'Link, 303, dashboard and {CHECKS} checks through TLS 1.3 and HTTP/2: {BROWSERS} browsers, '
                f'{A_SECOND} arrivals a second', [
                    Contender('Latchkey', measure(stack, tokens, 'latchkey'), ('login-main', 'session-main')),
                    Contender('PHP-FPM', measure(stack, tokens, 'php'), ('php',)),
                ], [at_most('Latchkey', 'p99', 40, 'Latchkey, p99 of an arrival, ms')])
