"""scripts/bench once everything is installed and built: brings the stack up, runs the cases, tells what came of it."""
import argparse
import json
import os
import pathlib
import signal
import sys

import arrival
import data
import key_costs
import lemonldap
import markdown
import phones
import report
from cases import NAMES, SESSIONS, Bench
from stack import PROCESSES, ROOT, Stack

# A hash fills a core and 19 MiB of its caches: a process for each core keeps all cores busy, more throw each other out.
PEERLESS = {'keys', 'reports', 'tiny'}
REAL_PROCESSES = {'real': os.cpu_count(), 'crowded': 4 * os.cpu_count()}


def parse_arguments():
    parser = argparse.ArgumentParser(prog='scripts/bench')
    parser.add_argument('--build', type=pathlib.Path, required=True)
    parser.add_argument('--cgi-build', type=pathlib.Path)
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--json', type=pathlib.Path)
    parser.add_argument('--svg', type=pathlib.Path)
    parser.add_argument('--markdown', type=pathlib.Path)
    parser.add_argument('--cases', default=','.join(name for name in NAMES if name != 'tiny'))
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--seconds', type=int)
    parser.add_argument('--rows', type=int)
    arguments = parser.parse_args()
    arguments.cases = [name for name in arguments.cases.split(',') if name]
    for name in arguments.cases:
        if name not in NAMES:
            parser.error(f'--cases: there is no case {name}; the cases are {", ".join(NAMES)}')
    if arguments.rounds < 1 or (arguments.seconds or 1) < 1 or (arguments.rows or 1) < 1:
        parser.error('--rounds, --seconds and --rows need a number from 1')
    for file in (arguments.json, arguments.svg, arguments.markdown):
        if file:
            file.touch()  # a file that cannot be written is told now, not after the run
    arguments.build = arguments.build.resolve()
    arguments.cgi_build = (arguments.cgi_build or arguments.build).resolve()
    arguments.seconds = arguments.seconds or (1 if arguments.quick else 5)
    arguments.rows = arguments.rows or (100_000 if arguments.quick else 5_000_000)
    return arguments


def say(text):
    print(text, file=sys.stderr, flush=True)


def write_php_cgi(stack):
    """fcgiwrap starts a program, so the scripts become programs of php-cgi's."""
    for script in ('redeem', 'create'):
        path = stack.folder / f'run/php-{script}.cgi'
        path.write_text(f"#!/usr/bin/php-cgi8.2\n<?php require '{ROOT}/tests/bench/peers/php/{script}.php';\n")
        path.chmod(0o755)


def bring_up_real(stack, arguments):
    """The variants with the real hash, for the cases that need it."""
    variants = [name for name in REAL_PROCESSES if name == 'real' or 'create-real' in arguments.cases]
    for variant in variants:
        stack.make_schema(variant, 'latchkey', memory=19456, passes=2)
        stack.start_handler(variant, 'customers', 'latchkey-customers', REAL_PROCESSES[variant])
    if 'sign-in' in arguments.cases:
        data.set_real_passwords(stack, 'latchkey')
        stack.start_handler('real', 'login', 'latchkey-login', REAL_PROCESSES['real'])
        stack.start_php('php-real', REAL_PROCESSES['real'])
    return variants


def bring_up_growth(stack, arguments):
    stack.make_schema('small', 'latchkey_small')  # of its own: the cases before it fill `latchkey` with more rows
    stack.make_schema('large', 'latchkey_large')
    say(f'Filling a schema with {arguments.rows:,} rows a table …')
    data.fill(stack, 'latchkey_small', SESSIONS)
    data.fill(stack, 'latchkey_large', arguments.rows)
    stack.start_latchkey('small')
    stack.start_latchkey('large')
    return ['small', 'large']


def bring_up_reports(stack, arguments):
    say(f'Filling a schema with {arguments.rows:,} leads …')
    for variant, schema, rows in (('few-leads', 'latchkey_few_leads', SESSIONS), ('leads', 'latchkey_leads', arguments.rows)):
        stack.make_schema(variant, schema)
        data.fill(stack, schema, rows, data.REPORTED_TABLES)
        stack.start_handler(variant, 'customers', 'latchkey-customers', PROCESSES)
    return ['few-leads', 'leads']


def start_peers(stack, arguments):
    phones.write_table(stack.node / 'node_modules/libphonenumber-js/metadata.max.json', stack.folder / 'run/phones.php')
    stack.start_handler('main', 'empty', 'bench-empty', PROCESSES)
    stack.start_php()
    stack.start_node()
    stack.start_cgi()
    write_php_cgi(stack)
    if 'verify' in arguments.cases:
        lemonldap.start(stack, SESSIONS, PROCESSES)


def bring_up(stack, arguments):
    say('Starting …')
    stack.start_database()
    stack.make_schema('main', 'latchkey')
    variants, tls_names = ['main'], ()
    data.fill(stack, 'latchkey', SESSIONS)
    stack.start_latchkey('main')
    if not {'create-real', 'sign-in'}.isdisjoint(arguments.cases):
        variants += bring_up_real(stack, arguments)
    if 'keys' in arguments.cases:
        variants += key_costs.bring_up(stack)
    if 'growth' in arguments.cases:
        variants += bring_up_growth(stack, arguments)
    if 'reports' in arguments.cases:
        variants += bring_up_reports(stack, arguments)
    if not PEERLESS.issuperset(arguments.cases):
        start_peers(stack, arguments)
    if arguments.cases == ['tiny']:
        data.set_real_passwords(stack, 'latchkey')
        tls_names = arrival.NAMES[:1]
    elif 'arrival' in arguments.cases:
        tls_names = arrival.NAMES
    if tls_names:
        arrival.prepare(stack)
    stack.start_nginx(variants, tls_names)


def run_case(stack, case, rounds):
    """A B A B: every contender once in each round. The results by name, and the memory after the last round."""
    results, memory = {}, {}
    for number in range(rounds):
        say(f'{case.name}: round {number + 1} of {rounds}')
        for contender in case.contenders:
            found = contender.measure()
            for name, result in (found.items() if isinstance(found, dict) else [(contender.name, found)]):
                results.setdefault(name, []).append(result)
            if number + 1 == rounds and contender.services:
                memory[contender.name] = stack.pss_kib(*contender.services)
    return case, results, memory


def main():
    arguments = parse_arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    buffer_pool = '1G' if arguments.rows <= 1_000_000 or {'growth', 'reports'}.isdisjoint(arguments.cases) else '8G'
    with Stack(arguments.build, arguments.cgi_build, arguments.seconds, buffer_pool) as stack:
        machine = report.describe_machine(stack.folder)
        bring_up(stack, arguments)
        bench = Bench(stack, arguments.rows, arguments.quick)
        run = {'settings': {'rounds': arguments.rounds, 'seconds': arguments.seconds, 'connections': 16,
                            'processes': PROCESSES, 'sessions': SESSIONS, 'largeRows': arguments.rows,
                            'bufferPool': buffer_pool, 'flushAtCommit': 1, 'quick': arguments.quick}}
        run['cases'] = [run_case(stack, make(bench), arguments.rounds) for name, make in NAMES.items()
                        if name in arguments.cases]
        machine['loadAfter'] = round(os.getloadavg()[0], 2)
    found = report.make_report(run, machine)
    report.print_table(found)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + '\n')
    if arguments.svg:
        arguments.svg.write_text(report.make_svg(found))
    if arguments.markdown:
        markdown.write(found, arguments.markdown)
    return 0


if __name__ == '__main__':
    sys.exit(main())
