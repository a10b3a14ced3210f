"""The table by which the PHP contender checks telephone numbers: libphonenumber's patterns as libphonenumber-js, which is
installed for Node, has them. Its metadata, by place: 0 the calling code, 2 the pattern of national numbers, 11 those of
fixed lines, mobiles and so on."""
import json

COUNTRY_CODE, GENERAL, BY_TYPE = 0, 2, 11


def pattern_of(country):
    """As strict as libphonenumber's isValidNumber(): one of a country's types of number."""
    types = country[BY_TYPE] if len(country) > BY_TYPE and country[BY_TYPE] else []
    kinds = '|'.join(kind[0] for kind in types if kind)
    return f'/^(?=(?:{country[GENERAL]})$)(?:{kinds or ".*"})$/D'


def quote(text):
    return "'" + text.replace('\\', '\\\\').replace("'", "\\'") + "'"


def make_table(metadata):
    """A PHP file that returns [country => calling code] and [calling code => patterns], which opcache keeps compiled."""
    countries = metadata['countries']
    codes = ', '.join(f'{quote(name)} => {quote(country[COUNTRY_CODE])}' for name, country in countries.items())
    patterns = ',\n'.join(
        f'{quote(code)} => [{", ".join(quote(pattern_of(countries[name])) for name in names if name in countries)}]'
        for code, names in metadata['country_calling_codes'].items())
    return f'<?php\nreturn [[{codes}],\n[{patterns}]];\n'


def write_table(metadata_file, table_file):
    table_file.write_text(make_table(json.loads(metadata_file.read_text())))
