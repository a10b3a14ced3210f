"""What came of a run: the table, the JSON, the chart."""
import datetime
import html
import os
import platform
import re
import statistics
import subprocess


def first_line(*argv):
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        return (done.stdout or done.stderr).strip().splitlines()[0]
    except (OSError, IndexError):
        return 'not found'


def describe_machine(folder):
    model = next((line.split(':', 1)[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')), '?')
    memory = next(int(line.split()[1]) for line in open('/proc/meminfo') if line.startswith('MemTotal')) // 1024 // 1024
    return {'processor': model, 'cores': os.cpu_count(), 'memoryGiB': memory, 'kernel': platform.release(),
            'hugePages': read_huge_pages(), 'dataOn': first_line('findmnt', '-n', '-o', 'FSTYPE', '-T', str(folder)),
            'fsyncMs': round(measure_fsync(folder), 3), 'loadBefore': round(os.getloadavg()[0], 2)}


def read_huge_pages():
    """What the kernel gives huge pages to: `always`, `madvise` (who asks, as Latchkey's hashes do) or `never`."""
    try:
        return re.search(r'\[(\w+)\]', open('/sys/kernel/mm/transparent_hugepage/enabled').read())[1]
    except OSError:
        return 'unknown'


def measure_fsync(folder):
    """Median of writing 4 KiB durably, in milliseconds: what a commit costs at least."""
    import time
    times = []
    with open(folder / 'tmp/fsync', 'wb') as file:
        for _ in range(100):
            begin = time.monotonic()
            file.write(b'x' * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            times.append((time.monotonic() - begin) * 1000)
    return statistics.median(times)


def describe_versions():
    return {'nginx': first_line('nginx', '-v'), 'mariadb': first_line('mariadbd', '--version'),
            'php': first_line('php-fpm8.2', '-v'), 'lemonldap': 'LemonLDAP::NG ' + first_line(
                'dpkg-query', '-W', '-f', '${Version}', 'lemonldap-ng-fastcgi-server'), 'node': first_line('node', '--version'), 'wrk': first_line('wrk', '-v'),
            'compiler': first_line('c++', '--version')}


def summarise(results):
    """The medians of one contender's rounds."""
    middle = lambda figure: statistics.median(getattr(result, figure) for result in results)
    return {'rate': middle('rate'), 'p50': middle('p50'), 'p99': middle('p99'),
            'longest': max(result.longest for result in results), 'refused': sum(result.refused for result in results),
            'broken': sum(result.broken for result in results), 'loadCores': round(middle('load_cores'), 2), 'rates': [round(result.rate, 1) for result in results]}


def make_report(run, machine):
    """No target is met in a case where somebody was refused: an error is answered fast."""
    report = {'when': datetime.datetime.now(datetime.timezone.utc).isoformat(timespec='seconds'), 'machine': machine,
              'versions': describe_versions(), 'settings': run['settings'], 'cases': {}}
    for case, rounds, memory in run['cases']:
        contenders = {name: summarise(results) | {'pssKiB': memory.get(name, 0)} for name, results in rounds.items()}
        targets = []
        is_sound = not any(row['refused'] or row['broken'] for row in contenders.values())
        for target in case.targets:
            value = target.value(rounds)
            targets.append({'what': target.text, 'value': round(value, 3), 'wanted': target.wanted,
                            'relation': '<=' if target.is_limit else '>=', 'met': is_sound and target.is_met(value)})
        report['cases'][case.name] = {'title': case.title, 'contenders': contenders, 'targets': targets}
    return report


def aim(target):
    return f'{"≤" if target["relation"] == "<=" else "≥"} {target["wanted"]:g}'


def print_table(report):
    for case in report['cases'].values():
        print(f'\n{case["title"]}')
        print(f'  {"":28}{"a second":>12}{"p50 ms":>10}{"p99 ms":>10}{"PSS MiB":>10}  refused, broken')
        for name, row in case['contenders'].items():
            pss = f'{row["pssKiB"] / 1024:.1f}' if row['pssKiB'] else ''
            trouble = f'{row["refused"]}, {row["broken"]}' if row['refused'] or row['broken'] else ''
            trouble += f'  (the load itself: {row["loadCores"]:.2f} cores)' if row['loadCores'] else ''
            p50, p99 = (f'{row[figure]:.2f}' if row[figure] else '' for figure in ('p50', 'p99'))
            print(f'  {name:28}{row["rate"]:12,.1f}{p50:>10}{p99:>10}{pss:>10}  {trouble}')
        for target in case['targets']:
            print(f'    {target["what"]:42}{target["value"]:10.2f}   aim {aim(target):8} {"met" if target["met"] else "MISSED"}')
    machine = ', '.join(f'{name} {value}' for name, value in report['machine'].items())
    print(f'\nMachine: {machine}')
    print('Versions: ' + '; '.join(report['versions'].values()))
    print('Settings: ' + ', '.join(f'{name} {value}' for name, value in report['settings'].items()))


def make_svg(report):
    """A bar for each target: its value as a part of what is wanted; the line is the aim."""
    rows = [(case['title'], target) for case in report['cases'].values() for target in case['targets']]
    height, scale, left = 22, 260, 420
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="{60 + height * len(rows)}" '
             'font-family="system-ui,sans-serif" font-size="13">',
             '<rect width="100%" height="100%" fill="#fff"/>',
             '<text x="16" y="24" font-size="16">Latchkey, measured side by side</text>']
    for index, (title, target) in enumerate(rows):
        part = target['value'] / target['wanted']
        part = 1 / max(part, 1e-9) if target['relation'] == '<=' else part
        y, colour = 44 + index * height, '#2e7d4f' if target['met'] else '#b3402e'
        parts.append(f'<title>{html.escape(title)}</title><text x="16" y="{y + 13}">{html.escape(target["what"])}</text>'
                     f'<rect x="{left}" y="{y}" width="{min(part, 1.6) * scale:.0f}" height="16" fill="{colour}"/>'
                     f'<text x="{left + min(part, 1.6) * scale + 6:.0f}" y="{y + 13}">{target["value"]:.2f} (aim {html.escape(aim(target))})</text>')
    bottom = 44 + height * len(rows)
    parts.append(f'<line x1="{left + scale}" y1="36" x2="{left + scale}" y2="{bottom}" stroke="#17202e" stroke-dasharray="4 3"/></svg>')
    return '\n'.join(parts)
