"""scripts/bench's harness on one tiny case: the shape of what it tells, not the speed. Usage: bench_test.py BUILD_DIR."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def check(condition, what):
    if not condition:
        sys.exit(f'bench_test: {what}')


def main():
    with tempfile.TemporaryDirectory() as folder:
        file, chart = pathlib.Path(folder, 'bench.json'), pathlib.Path(folder, 'bench.svg')
        done = subprocess.run([sys.executable, '-B', ROOT / 'tests/bench/run.py', '--build', sys.argv[1], '--cases', 'tiny',
                               '--rounds', '2', '--seconds', '1', '--json', file, '--svg', chart], text=True,
                              capture_output=True, check=False, env={**os.environ, 'TMPDIR': folder})
        check(done.returncode == 0, f'exit code {done.returncode}: {done.stderr[-2000:]}')
        check(not list(pathlib.Path(folder).glob('lkbench-*')), 'its folder is left behind')
        found, svg = json.loads(file.read_text()), chart.read_text()
    case = found['cases']['tiny']
    for name in ('verify', 'create'):
        row = case['contenders'][name]
        check(row['rate'] > 0 and len(row['rates']) == 2 and row['p99'] >= row['p50'] > 0, f'{name}: {row}')
        check(row['refused'] == row['broken'] == 0, f'{name} was refused: {row}')
        check(row['pssKiB'] > 0, f'{name} has no memory: {row}')
    for target in case['targets']:
        check(set(target) == {'what', 'value', 'wanted', 'relation', 'met'}, f'a target: {target}')
        check(target['met'] == (target['value'] >= target['wanted']), f'a target: {target}')
    check({'processor', 'cores', 'fsyncMs'} <= set(found['machine']), f'machine: {found["machine"]}')
    check('nginx' in found['versions'] and found['settings']['rounds'] == 2, 'versions or settings')
    check('create / verify' in done.stdout and 'aim' in done.stdout and svg.startswith('<svg'), f'the table: {done.stdout}')
    print('bench_test: the harness tells what it should')


if __name__ == '__main__':
    main()
