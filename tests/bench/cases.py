"""The cases: who is measured against whom, by which load, and what the aim is."""
import collections
import json
import random
import time
import urllib.parse
import uuid

import arrival
import data
import key_costs
import lemonldap
import load
from shape import Case, Contender, Target, at_least, at_most, ratio
from stack import PROCESSES

SESSIONS = 10_000

# Of what hashes a password: libsodium alone, taking its memory from the kernel each time, or keeping it as Latchkey does.
HASH_TARGETS = [at_least('Latchkey', 'hash limit as shipped', 2), at_least('Latchkey', 'hash limit, memory kept', 0.85)]


class Bench:
    """The cases of one run on one stack."""

    def __init__(self, stack, large_rows, is_quick):
        self.stack, self.large_rows, self.is_quick = stack, large_rows, is_quick
        self.is_lemonldap_warm = False
        self.tokens, self.rates = {'main': data.Tokens(stack, 'latchkey', SESSIONS)}, collections.defaultdict(lambda: 5000)

    def wrk(self, script, path, variant='main', **more):
        return load.wrk(self.stack, script, self.stack.ports[variant], path, **more)

    def plain(self, path):
        return lambda: self.wrk('plain', path)

    def verify(self, path, variant='main', rows=SESSIONS):
        return lambda: self.wrk('verify_random', path, variant, count=rows)

    def verify_in_use(self, variant='main'):
        """Latchkey's check of sessions that are in use, which are looked up once a minute: two seconds of the same go before,
        when nginx has removed what it kept of the last contender's."""
        def measure():
            time.sleep(0 if self.is_quick else 3)
            self.wrk('verify_random', '/bench/verify', variant, count=SESSIONS, seconds=1 if self.is_quick else 2)
            return self.verify('/bench/verify', variant)()
        return measure

    def bursts(self, path):
        return lambda: self.wrk('verify_bursts', path, threads=16, count=SESSIONS)

    def lemonldap(self, script, **more):
        """Its local cache lives for ten minutes, so all sessions are asked for once before the first round."""
        def measure():
            load_it = lambda script, **more: self.wrk(script, '/bench/lemonldap-verify', cookie=lemonldap.COOKIE, count=SESSIONS, **more)
            if not self.is_lemonldap_warm:
                load_it('verify_each', seconds=3 if self.is_quick else 20)
                self.is_lemonldap_warm = True
            return load_it(script, **more)
        return measure

    def tokens_for(self, name, variant):
        """Twice as many as the fastest round has spent: the first one's number, and how many."""
        count = int(2 * self.rates[name] * self.stack.seconds) + 1000
        return self.tokens[variant].take(count), count

    def redeem(self, name, path, variant='main'):
        def measure():
            result = self.wrk('redeem', path, variant, first=self.tokens_for(name, variant)[0])
            self.rates[name] = max(result.rate, self.rates[name])
            return result
        return measure

    def create(self, path, variant='main'):
        return lambda: self.wrk('create', path, variant, api_key=self.stack.api_keys[variant])

    def limit(self, what):
        def measure():
            first, count = self.tokens_for(f'limit {what}', 'main') if what == 'redeem' else (0, 0)
            result = load.program(self.stack, [self.stack.bin / 'bench-limit', what, self.stack.db_socket, 'bench',
                                               self.stack.password, PROCESSES, self.stack.seconds, first, count,
                                               self.stack.api_keys['main']])
            self.rates[f'limit {what}'] = max(result.rate, self.rates[f'limit {what}'])
            return result
        return measure

    def handlers(self):
        node = ('node1', 'node2')
        # In no target: to read, when there is time.
        more = [] if self.is_quick else [
            Contender('empty libfcgi, kept', self.verify('/bench/empty-kept'), ('empty-main',)),
            Contender('empty PHP-FPM', self.plain('/bench/php-empty')),
            Contender('empty Node', self.plain('/bench/node-empty')),
        ]
        return Case('verify', f'Empty handlers, and the check of a session ({SESSIONS:,} live sessions)', [
            Contender('return 204', self.bursts('/bench/return204')),
            Contender('empty libfcgi', self.verify('/bench/empty'), ('empty-main',)),
            *more,
            Contender('Latchkey random', self.verify_in_use(), ('session-main',)),
            Contender('PHP-FPM random', self.verify('/bench/php-verify'), ('php',)),
            Contender('Node random', self.verify('/bench/node-verify'), node),
            Contender('LemonLDAP random', self.lemonldap('verify_random'), ('lemonldap',)),
            Contender('Latchkey bursts', self.bursts('/bench/verify'), ('session-main',)),
            Contender('LemonLDAP bursts', self.lemonldap('verify_bursts', threads=16), ('lemonldap',)),
        ], [
            at_least('Latchkey random', 'empty libfcgi', 0.9), at_least('Latchkey random', 'PHP-FPM random', 4),
            at_least('Latchkey random', 'Node random', 2), at_least('Latchkey bursts', 'empty libfcgi', 2),
            at_least('Latchkey bursts', 'return 204', 0.5), at_least('Latchkey random', 'LemonLDAP random', 3),
            at_least('Latchkey bursts', 'LemonLDAP bursts', 3),
        ])

    def against_peers(self, name, title, path, measure, service):
        return Case(name, title, [
            Contender('Latchkey', measure(path), (service,)),
            Contender('PHP-FPM', measure(f'/bench/php-{name}'), ('php',)),
            Contender('Node', measure(f'/bench/node-{name}'), ('node1', 'node2')),
            Contender('limit', self.limit(name)),
        ], [at_least('Latchkey', 'limit', 0.8), at_least('Latchkey', 'PHP-FPM', 1.5), at_least('Latchkey', 'Node', 1.5)])

    def redeems(self):
        return self.against_peers('redeem', 'A login token becomes a session', '/bench/redeem',
                                  lambda path: self.redeem(path, path), 'login-main')

    def creates(self):
        return self.against_peers('create', 'Customer, lead, touch and token; hash at its cheapest', '/bench/create',
                                  self.create, 'customers-main')

    def hash_limits(self):
        hashing = lambda kind: lambda: load.program(
            self.stack, [self.stack.bin / 'bench-hash', self.stack.seconds, 19456, 2, kind])
        return [Contender('hash limit as shipped', hashing('shipped')), Contender('hash limit, memory kept', hashing('kept'))]

    def create_real(self):
        # In no target: what too many processes cost.
        more = [] if self.is_quick else [
            Contender('Latchkey, four a core', self.create('/bench/create', 'crowded'), ('customers-crowded',))]
        return Case('create-real', 'The same with Argon2id m=19 MiB, t=2, p=1; a process for each core', [
            Contender('Latchkey', self.create('/bench/create', 'real'), ('customers-real',)), *self.hash_limits(), *more,
        ], HASH_TARGETS)

    def sign_in(self):
        sign_in = lambda path, variant='main': lambda: self.wrk('sign_in', path, variant, count=SESSIONS)
        return Case('sign-in', f'E-mail and password of {SESSIONS:,} customers, the same hash; a process for each core', [
            Contender('Latchkey', sign_in('/bench/sign-in', 'real'), ('login-real',)), *self.hash_limits(),
            Contender('PHP-FPM', sign_in('/bench/php-sign-in'), ('php-real',)),
        ], HASH_TARGETS)

    def arrivals(self):
        return arrival.make_case(self.stack, self.tokens['main'])

    def growth(self):
        rows = self.large_rows
        self.tokens['large'] = data.Tokens(self.stack, 'latchkey_large', rows)
        self.tokens['small'] = data.Tokens(self.stack, 'latchkey_small', SESSIONS)
        few, many = f'at {SESSIONS:,}', f'at {rows:,}'
        # As many sessions in use at a time as in the case `verify`; and one of all at each check, which nobody remembers.
        in_use, all_in_use = f'verify {many}, {SESSIONS:,} in use', f'verify {many}, all in use'
        contenders = [Contender(f'verify {few}', self.verify_in_use('small')),
                      Contender(in_use, self.verify_in_use('large'))]
        targets = [at_least(in_use, f'verify {few}', 0.9), at_least(all_in_use, f'verify {few}', 0.9)]
        for name, measure in (('redeem', lambda variant: self.redeem(f'redeem {variant}', '/bench/redeem', variant)),
                              ('create', lambda variant: self.create('/bench/create', variant))):
            contenders += [Contender(f'{name} {few}', measure('small')), Contender(f'{name} {many}', measure('large'))]
            targets.append(at_least(f'{name} {many}', f'{name} {few}', 0.9))
        contenders.append(Contender(all_in_use, self.verify('/bench/verify', 'large', rows)))
        return Case('growth', f'Against itself with {rows:,} customers, leads, tokens and sessions', contenders, targets)

    def reports(self):
        """One page after the other, each from anywhere among the leads."""
        rows, numbers = self.large_rows, random.Random(1)

        def pages(variant, count, limit):
            def measure():
                headers = {'X-Api-Key': self.stack.api_keys[variant]}
                path = lambda: (f'/api/v1/reports/leads?limit={limit}&lastModifiedDateFrom='
                                f'{data.changed_at(numbers.randrange(1, count - limit))}')
                return load.one_by_one(self.stack.ports[variant], [('GET', path(), headers, None) for _ in range(60 * self.stack.seconds)])
            return measure

        few, many, longest = f'100 of {SESSIONS:,}', f'100 of {rows:,}', f'500 of {rows:,}'
        return Case('reports', 'A page of the report of leads, one after the other, from anywhere among them', [
            Contender(few, pages('few-leads', SESSIONS, 100), ('customers-few-leads',)),
            Contender(many, pages('leads', rows, 100), ('customers-leads',)),
            Contender(longest, pages('leads', rows, 500), ('customers-leads',)),
        ], [at_most(many, 'p99', 30, f'p99 of a page, {many}, ms'), at_most(longest, 'p99', 30, f'p99 of a page, {longest}, ms'),
            at_least(many, few, 0.8)])

    def paced(self):
        """Verify and redeem at 200 a second each."""
        seconds, port = self.stack.seconds, self.stack.ports['main']
        first = self.tokens['main'].take(200 * seconds + 1000)
        verify = load.Paced(port, 200, seconds, lambda n: (
            'GET', '/bench/verify', {'Cookie': f'__Host-member={n * 7919 % SESSIONS + 1:043d}'}, None))
        redeem = load.Paced(port, 200, seconds, lambda n: ('GET', f'/bench/redeem?token=lt_{first + n:043d}', {}, None))
        return verify, redeem

    def mixed(self):
        def alone():
            verify, redeem = self.paced()
            return {'verify alone': verify.result(), 'redeem alone': redeem.result()}

        def loaded():
            verify, redeem = self.paced()
            create = self.create('/bench/create')()
            return {'verify beside': verify.result(), 'redeem beside': redeem.result(), 'create': create}

        longest = lambda rounds: max(result.longest for results in rounds.values() for result in results)
        return Case('mixed', 'Verify and redeem at 200/s, alone and beside saturated creations',
                    [Contender('alone', alone), Contender('beside', loaded)],
                    [Target('verify p99 beside / alone', 3, ratio('verify beside', 'verify alone', 'p99'), True),
                     Target('longest request, ms', 1000, longest, True)])

    def cgi(self):
        port, key = self.stack.ports['main'], self.stack.api_keys['main']
        count = 10 * self.stack.seconds

        def create(path):
            def measure():
                first = self.tokens['main'].take(count)  # only for numbers that were never used
                body = ('{{"firstName":"Maria","lastName":"Rossi","email":"g{}@bench.example","phone":"+35799123456",'
                        '"phoneCountryCode":"CY","nationalityCountryCode":"IT","password":"sunny day 7"}}')
                headers = {'X-Api-Key': key, 'Content-Type': 'application/json'}
                return load.one_by_one(port, [('POST', path, headers, body.format(first + n)) for n in range(count)])
            return measure

        def redeem(path):
            def measure():
                first = self.tokens['main'].take(count)
                return load.one_by_one(port, [('GET', f'{path}?token=lt_{first + n:043d}', {}, None) for n in range(count)])
            return measure

        return Case('cgi', 'One process per request, through fcgiwrap, one after the other', [
            Contender('Latchkey create', create('/bench/cgi-create')), Contender('php-cgi create', create('/bench/phpcgi-create')),
            Contender('Latchkey redeem', redeem('/bench/cgi-redeem')), Contender('php-cgi redeem', redeem('/bench/phpcgi-redeem')),
        ], [at_least('Latchkey create', 'php-cgi create', 3), at_least('Latchkey redeem', 'php-cgi redeem', 3)])


    def tiny(self):
        """For bench_test: no peers and no wrk."""
        port, key = self.stack.ports['main'], self.stack.api_keys['main']
        check = ('GET', '/bench/verify', {'Cookie': f'__Host-member={1:043d}'}, None)
        customer = lambda: ('POST', '/bench/create', {'X-Api-Key': key, 'Content-Type': 'application/json'}, json.dumps({
            'firstName': 'Maria', 'lastName': 'Rossi', 'email': f'{uuid.uuid4()}@bench.example', 'phone': '+35799123456',
            'phoneCountryCode': 'CY', 'nationalityCountryCode': 'IT', 'password': 'sunny day 7'}))
        entrance = ('POST', '/bench/sign-in', {'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded'},
                    urllib.parse.urlencode({'email': 'c7@bench.example', 'password': data.PASSWORD}))
        return Case('tiny', 'The harness itself', [
            Contender('verify', lambda: load.one_by_one(port, [check] * 20), ('session-main',)),
            Contender('create', lambda: load.one_by_one(port, [customer() for _ in range(5)]), ('customers-main',)),
            Contender('sign-in', lambda: load.one_by_one(port, [entrance] * 2), ('login-main',)),
            Contender('arrival', arrival.measure(self.stack, self.tokens['main'], 'latchkey'), ('login-main', 'session-main')),
        ], [at_least('create', 'verify', 0.01), at_most('arrival', 'p99', 10_000, 'p99 of an arrival, ms')])


# In the order they run. Each is made when its turn comes.
NAMES = {'verify': Bench.handlers, 'redeem': Bench.redeems, 'create': Bench.creates, 'create-real': Bench.create_real, 'sign-in': Bench.sign_in,
         'keys': key_costs.make_case, 'growth': Bench.growth, 'reports': Bench.reports, 'mixed': Bench.mixed, 'cgi': Bench.cgi, 'arrival': Bench.arrivals,
         'tiny': Bench.tiny}
