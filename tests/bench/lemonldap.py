"""LemonLDAP::NG's handler as its documentation sets it up for nginx, with as many live sessions as Latchkey has.

What its page on performance recommends: local caches of configuration and sessions, no time-out of activity (which writes),
a plain rule, and here everything in memory. The server refuses to run as root."""
import json
import os
import pathlib
import pwd
import shutil
import tempfile
import time

COOKIE = 'lemonldap=%064x'
USER = 'www-data'

LOCATION = '''
    location = /bench/lemonldap-verify {{
        set $original_uri $uri$is_args$args;
        rewrite ^ /lmauth last;
    }}
    location = /lmauth {{
        internal;
        access_log off;
        include /etc/nginx/fastcgi_params;
        fastcgi_pass bench_lemonldap;
        fastcgi_pass_request_body off;
        fastcgi_param CONTENT_LENGTH "";
        fastcgi_param HOST $http_host;
        fastcgi_param X_ORIGINAL_URI $original_uri;
    }}'''


def perl_hash(values):
    return '{' + ', '.join(f"'{name}' => '{value}'" for name, value in values.items()) + '}'


def cache_options(folder, namespace):
    return {'namespace': namespace, 'default_expires_in': 600, 'directory_umask': '007', 'cache_root': str(folder / 'cache'),
            'cache_depth': 3}


def write_configuration(folder, host):
    """What the manager would store, and the file by which the handler finds it."""
    configuration = {
        'cfgNum': 1, 'cfgVersion': '2.16.1', 'cfgDate': int(time.time()), 'cfgAuthor': 'bench', 'cfgAuthorIP': '127.0.0.1',
        'domain': 'bench.example', 'portal': 'https://auth.bench.example/', 'cookieName': 'lemonldap', 'securedCookie': 0,
        'authentication': 'Null', 'userDB': 'Null', 'passwordDB': 'Null', 'registerDB': 'Null', 'whatToTrace': 'uid',
        'key': 'a key that nothing here is sealed with', 'timeout': 72000, 'timeoutActivity': 0, 'checkTime': 600,
        'handlerInternalCache': 15, 'useSafeJail': 1,
        'globalStorage': 'Apache::Session::File',
        'globalStorageOptions': {'Directory': str(folder / 'sessions'), 'LockDirectory': str(folder / 'sessions/lock')},
        'localSessionStorage': 'Cache::FileCache',
        'localSessionStorageOptions': cache_options(folder, 'lemonldap-ng-session'),
        'locationRules': {host: {'default': 'accept'}},
        'exportedHeaders': {host: {'Auth-User': '$uid', 'Auth-Mail': '$mail'}},
    }
    (folder / 'conf/lmConf-1.json').write_text(json.dumps(configuration, indent=1))
    options = perl_hash(cache_options(folder, 'lemonldap-ng-config'))
    (folder / 'lemonldap-ng.ini').write_text(
        f'[all]\nlogLevel = warn\ncheckTime = 600\n[configuration]\ntype = File\ndirName = {folder}/conf\n'
        f'localStorage = Cache::FileCache\nlocalStorageOptions = {options}\n[portal]\n[handler]\nstatus = 0\n'
        'useRedirectOnError = 1\n[manager]\n')


def write_sessions(folder, count):
    now = int(time.time())
    for number in range(1, count + 1):
        name = f'{number:064x}'
        (folder / 'sessions' / name).write_text(json.dumps({
            '_session_id': name, '_session_kind': 'SSO', '_utime': now, '_startTime': time.strftime('%Y%m%d%H%M%S'),
            '_user': f'c{number}', '_auth': 'Null', 'authenticationLevel': 2, 'ipAddr': '127.0.0.1', 'uid': f'c{number}',
            'cn': f'First{number} Last{number}', 'mail': f'c{number}@bench.example', 'groups': ''}))


def give_to_its_user(folder):
    owner = pwd.getpwnam(USER)
    for path in (folder, *folder.rglob('*')):
        os.chown(path, owner.pw_uid, owner.pw_gid)


def start(stack, sessions, processes):
    """In a folder of its own in memory, which the stack removes. `stack.lemonldap` is the socket."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix='lkbench-', dir='/dev/shm'))
    stack.more_folders.append(folder)
    for name in ('conf', 'sessions/lock', 'cache'):
        (folder / name).mkdir(parents=True)
    write_configuration(folder, '127.0.0.1')
    write_sessions(folder, sessions)
    as_user = []
    if os.geteuid() == 0:
        give_to_its_user(folder)
        as_user = ['-u', USER, '-g', USER]
    stack.lemonldap = folder / 'llng.sock'
    stack.start('lemonldap', [shutil.which('llng-fastcgi-server') or '/usr/sbin/llng-fastcgi-server', '--foreground', '--proc',
                              processes, '--pid', folder / 'llng.pid', '--socket', stack.lemonldap, *as_user],
                LLNG_DEFAULTCONFFILE=str(folder / 'lemonldap-ng.ini'),
                LLNG_DEFAULTLOGGER='Lemonldap::NG::Common::Logger::Std')
    stack.wait_for('lemonldap', stack.lemonldap.exists)
