"""scripts/bench's harness on one tiny case: the shape of what it tells, not the speed. Usage: bench_test.py BUILD_DIR."""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import lemonldap
import markdown
import phones

ROOT = pathlib.Path(__file__).resolve().parents[2]


def check(condition, what):
    if not condition:
        sys.exit(f'bench_test: {what}')


def run_tiny(folder):
    """What the harness has found, and what it has printed; the chart and the document stay in `folder`."""
    file, chart, document = (pathlib.Path(folder, name) for name in ('bench.json', 'bench.svg', 'performance.md'))
    document.write_text(f'Before.\n{markdown.BEGIN}\nfigures of old\n{markdown.END}\nBehind.\n')
    done = subprocess.run([sys.executable, '-B', ROOT / 'tests/bench/run.py', '--build', sys.argv[1], '--cases', 'tiny',
                           '--rounds', '2', '--seconds', '1', '--json', file, '--svg', chart, '--markdown', document],
                          text=True, capture_output=True, check=False, env={**os.environ, 'TMPDIR': folder})
    check(done.returncode == 0, f'exit code {done.returncode}: {done.stderr[-2000:]}')
    check(not list(pathlib.Path(folder).glob('lkbench-*')), 'its folder is left behind')
    check(chart.read_text().startswith('<svg'), 'the chart')
    check_document(document.read_text())
    return json.loads(file.read_text()), done.stdout


def check_document(text):
    check(text.startswith('Before.\n') and text.endswith('\nBehind.\n') and 'figures of old' not in text, f'the document: {text}')
    for part in ('### Rates, latencies, memory', '| tiny | create / verify |', '| tiny | arrival (the load itself: '):
        check(part in text, f'the document lacks {part}: {text}')
    widths = {line.count('|') for line in text.splitlines() if line.startswith('| tiny')}
    check(widths == {6, 7}, f'the columns of the tables: {text}')


def check_phone_table():
    """Cyprus with two kinds of number, and two countries of one calling code."""
    cyprus = ['357', '00', '[29]\\d{7}', *[0] * 8, [['22\\d{6}'], ['99\\d{6}'], 0]]
    one, other = ['44', '00', '7\\d{9}', *[0] * 8, [['7[4-9]\\d{8}']]], ['44', '00', '1481\\d{6}']
    metadata = {'countries': {'CY': cyprus, 'GB': one, 'GG': other},
                'country_calling_codes': {'357': ['CY'], '44': ['GB', 'GG', 'ZZ']}}
    for number, is_good in (('99123456', True), ('22123456', True), ('29123456', False), ('991234567', False)):
        pattern = phones.pattern_of(cyprus).removeprefix('/').removesuffix('/D')
        check(bool(re.search(pattern, number)) == is_good, f'the number {number}')
    table = phones.make_table(metadata)
    check("'GG' => '44'" in table and table.count('/D') == 3 and '\\\\d' in table, f'the table of numbers: {table}')


def check_lemonldap():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for part in ('conf', 'sessions'):
            (folder / part).mkdir()
        lemonldap.write_configuration(folder, 'bench.example')
        lemonldap.write_sessions(folder, 2)
        cookie = (lemonldap.COOKIE % 2).removeprefix('lemonldap=')
        session = json.loads((folder / 'sessions' / cookie).read_text())
        check(session['_session_id'] == cookie and session['uid'] == 'c2', f'a session: {session}')
        rules = json.loads((folder / 'conf/lmConf-1.json').read_text())['locationRules']
        check(rules == {'bench.example': {'default': 'accept'}}, f'the rules: {rules}')


def statements_of(files):
    """The SQL in raw strings, whatever its spacing."""
    return {' '.join(sql.split()) for file in files for sql in re.findall(r'R"sql\((.*?)\)sql"', file.read_text(), re.DOTALL)}


def check_limit_statements():
    """The limit links nothing of Latchkey, so its statements stand twice."""
    limit = statements_of((ROOT / 'tests/bench/peers').glob('limit_*.cpp'))
    strange = limit - statements_of((ROOT / 'src').rglob('*.cpp'))
    check(len(limit) >= 13, f'the statements of the limit are raw strings: {len(limit)}')
    check(not strange, f'Latchkey does not send what the limit sends: {strange}')


def main():
    check_phone_table()
    check_limit_statements()
    check_lemonldap()
    with tempfile.TemporaryDirectory() as folder:
        found, table = run_tiny(folder)
    case = found['cases']['tiny']
    for name in ('verify', 'create', 'sign-in', 'arrival'):
        row = case['contenders'][name]
        check(row['rate'] > 0 and len(row['rates']) == 2 and row['p99'] >= row['p50'] > 0, f'{name}: {row}')
        check(row['refused'] == row['broken'] == 0, f'{name} was refused: {row}')
        check(row['pssKiB'] > 0, f'{name} has no memory: {row}')
    check(case['contenders']['arrival']['loadCores'] > 0, 'what the load takes of the machine')
    for target in case['targets']:
        check(set(target) == {'what', 'value', 'wanted', 'relation', 'met'}, f'a target: {target}')
        is_met = target['value'] <= target['wanted'] if target['relation'] == '<=' else target['value'] >= target['wanted']
        check(target['met'] == is_met, f'a target: {target}')
    check({'processor', 'cores', 'hugePages', 'fsyncMs'} <= set(found['machine']), f'machine: {found["machine"]}')
    check('nginx' in found['versions'] and found['settings']['rounds'] == 2, 'versions or settings')
    check('create / verify' in table and 'aim' in table, f'the table: {table}')
    print('bench_test: the harness tells what it should')


if __name__ == '__main__':
    main()
