"""What the log of calls, and the limits of a key, cost a creation."""
from shape import Case, Contender, at_least
from stack import PROCESSES

LIMITS = ('--per-hour', '1000000', '--per-day', '1000000', '--total', '999999999')


def bring_up(stack):
    """Three schemas, so that each fills at the pace of its own contender; in one of them no call can be written."""
    for variant in ('calls', 'no-calls', 'limited'):
        schema = f'latchkey_{variant.replace("-", "_")}'
        stack.make_schema(variant, schema)
        if variant == 'no-calls':
            stack.sql('RENAME TABLE api_calls TO not_written', schema)
        stack.start_handler(variant, 'customers', 'latchkey-customers', PROCESSES)
    stack.api_keys['limited'] = stack.latchkey('limited', 'api-key', 'create', '--name', 'Limited', '--user', 'partner@example.com',
                                               '--right', 'customers:create', *LIMITS)
    return ['calls', 'no-calls', 'limited']


def make_case(bench):
    contender = lambda name, variant: Contender(name, bench.create('/bench/create', variant), (f'customers-{variant}',))
    return Case('keys', 'A creation with and without its line in the log of calls, and with a key that has limits; hash at its cheapest', [
        contender('Latchkey', 'calls'), contender('calls not written', 'no-calls'), contender('a key with limits', 'limited'),
    ], [at_least('Latchkey', 'calls not written', 0.97)])
