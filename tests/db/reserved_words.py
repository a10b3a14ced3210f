"""No statement uses a word that MySQL 8.4 or 9 reserves and MariaDB does not, where it would be a name: such a statement works in
every other test and fails on MySQL alone. The words are those of "Keywords and Reserved Words" in MySQL's manual, without
what MariaDB 10.11 reserves too. A word before a parenthesis is a function, and what stands in quotes is text."""
import pathlib
import re
import sys

RESERVED = set('''CUBE CUME_DIST DENSE_RANK EMPTY FIRST_VALUE FUNCTION GENERATED GET GROUPING GROUPS IO_AFTER_GTIDS
    IO_BEFORE_GTIDS LAG LAST_VALUE LATERAL LEAD LIBRARY MANUAL NTH_VALUE NTILE OF OPTIMIZER_COSTS PARALLEL PERCENT_RANK QUALIFY
    RANK STORED SYSTEM TABLESAMPLE VIRTUAL'''.split())
STATEMENT = re.compile(r'R"sql\((.*?)\)sql"|"((?:SELECT|INSERT|UPDATE|DELETE|WITH|SET|ALTER|CREATE| FROM| WHERE) [^"\n]*)"', re.S)


def statements_of(path):
    text = path.read_text()
    if path.suffix == '.sql':
        return [re.sub(r'--[^\n]*', '', text)]
    return [raw or short for raw, short in STATEMENT.findall(text)]


def names_in(statement):
    without_text = re.sub(r"'[^']*'|`[^`]*`", "''", statement)
    return {word.upper() for word in re.findall(r'\b[A-Za-z_]+\b(?!\s*\()', without_text)}


def main(source):
    files = [*sorted((source / 'src').rglob('*.[ch]pp')), *sorted((source / 'sql').glob('*.sql'))]
    count = 0
    wrong = []
    for path in files:
        for statement in statements_of(path):
            count += 1
            wrong += [f'{path.relative_to(source)}: MySQL reserves "{word}"' for word in sorted(names_in(statement) & RESERVED)]
    assert names_in("SELECT c.lead AS rank, 'of' FROM x") & RESERVED == {'LEAD', 'RANK'}
    assert count > 300, f'only {count} statements were found'
    print('\n'.join(wrong) or f'{count} statements, none with such a word')
    return bool(wrong)


if __name__ == '__main__':
    sys.exit(main(pathlib.Path(sys.argv[1])))
