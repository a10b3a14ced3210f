"""The figures of docs/performance.md, from what a run has found. Also `markdown.py BENCH.json FILE`, without another run."""
import json
import pathlib
import sys

from report import aim

BEGIN = '<!-- figures: scripts/bench --markdown writes what stands between these two lines -->'
END = '<!-- end of figures -->'


def describe_run(report):
    machine, settings = report['machine'], report['settings']
    trouble = sum(row['refused'] + row['broken'] for case in report['cases'].values() for row in case['contenders'].values())
    quick = ' **A quick run: the rounds are too short to tell more than that all of it works.**' if settings['quick'] else ''
    return (f'Run of {report["when"]}: {machine["processor"]}, {machine["cores"]} cores, {machine["memoryGiB"]} GiB, Linux '
            f'{machine["kernel"]}, huge pages {machine["hugePages"]}, data on {machine["dataOn"]}, a durable 4 KiB write {machine["fsyncMs"]:.3f} ms, load average '
            f'{machine["loadBefore"]} before and {machine["loadAfter"]} after. {settings["rounds"]} rounds of '
            f'{settings["seconds"]} s. {trouble or "No"} requests were refused or broken.{quick}\n\n'
            + '; '.join(report['versions'].values()) + '.')


def target_rows(report):
    for name, case in report['cases'].items():
        for target in case['targets']:
            met = 'met' if target['met'] else '**missed**'
            yield f'| {name} | {target["what"]} | {target["value"]:.2f} | {aim(target)} | {met} |'


def figure_rows(report):
    number = lambda value, digits: f'{value:,.{digits}f}' if value else ''
    for name, case in report['cases'].items():
        for who, row in case['contenders'].items():
            load = f' (the load itself: {row["loadCores"]:.2f} cores)' if row['loadCores'] else ''
            yield (f'| {name} | {who}{load} | {number(row["rate"], 1)} | {number(row["p50"], 2)} | {number(row["p99"], 2)} '
                   f'| {number(row["pssKiB"] / 1024, 1)} |')


def make_figures(report):
    return '\n'.join([
        describe_run(report), '', '### Targets', '', '| case | ratio or figure | measured | target | |', '|---|---|---|---|---|',
        *target_rows(report), '', '### Rates, latencies, memory', '',
        'MiB are the proportional set sizes (PSS) of all processes of the contender.', '',
        '| case | | a second | p50 ms | p99 ms | MiB |', '|---|---|---|---|---|---|', *figure_rows(report)])


def write(report, file):
    """Into `file`: in the place of the figures that it has, else alone."""
    text = file.read_text() if file.exists() else ''
    figures = f'{BEGIN}\n\n{make_figures(report)}\n\n{END}'
    if BEGIN in text and END in text:
        before, rest = text.split(BEGIN, 1)
        text = before + figures + rest.split(END, 1)[1]
    else:
        text = figures + '\n'
    file.write_text(text)


if __name__ == '__main__':
    write(json.loads(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2]))
