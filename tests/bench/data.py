"""Rows by bulk SQL. Number n has the session cookie n and, made on demand, the login token lt_n, both zero-padded to 43."""
import concurrent.futures
import datetime
import threading

CHUNK = 250_000

ID = "UNHEX(CONCAT('0190', LPAD(HEX(seq), 28, '0')))"
NUMBERED = "LPAD(seq, 43, '0')"
EMAIL = "CONCAT('c', seq, '@bench.example')"
PERSON = "CONCAT('First', seq MOD 5000), CONCAT('Last', seq MOD 50000), CONCAT('+357', 99000000 + seq MOD 1000000), 'CY', 'IT'"

PASSWORD = 'sunny day 7'
# Of this password, at m=19456, t=2: every customer can have it, since nobody looks for equal hashes.
REAL_HASH = '$argon2id$v=19$m=19456,t=2,p=1$bGF0Y2hrZXkgYmVuY2ggMQ$ZkCLd0UEEgQ9paN9sGiQ0VRBkPk59GWQwY2UYWBdexI'

# Sessions that are live for a day and due for no touch, so that every round of every contender meets the same rows.
TABLES = {
    'leads': f"""INSERT INTO leads (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code,
        first_touch_id, latest_touch_id, metadata, created_at, updated_at)
        SELECT {ID}, {EMAIL}, {PERSON}, {ID}, {ID}, '{{}}', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)""",
    'customers': f"""INSERT INTO customers (id, email, first_name, last_name, phone, phone_country_code,
        nationality_country_code, password_hash, lead_id, api_key_id, created_at)
        SELECT {ID}, {EMAIL}, {PERSON}, '$argon2id$v=19$m=8,t=1,p=1$SDFZQfqcOpj0J+QZNlUNJg$vElBLa4ZwF3l6NW4dLxYcmPF2Cs9dTqUGaHk4vEJmJM',
        {ID}, {ID}, UTC_TIMESTAMP(6)""",
    'login_tokens': f"""INSERT INTO login_tokens (id, token_hash, customer_id, kind, created_at, expires_at)
        SELECT {ID}, UNHEX(SHA2(CONCAT('lt_', {NUMBERED}), 256)), {ID}, 'redirect', UTC_TIMESTAMP(6),
        UTC_TIMESTAMP(6) + INTERVAL 2 DAY""",
    'sessions': f"""INSERT INTO sessions (id, session_hash, customer_id, email, address, created_at, last_seen_at, expires_at)
        SELECT {ID}, UNHEX(SHA2({NUMBERED}, 256)), {ID}, {EMAIL}, '127.0.0.1', UTC_TIMESTAMP(6),
        UTC_TIMESTAMP(6) + INTERVAL 1 DAY, UTC_TIMESTAMP(6) + INTERVAL 2 DAY""",
}

# Leads of one partner, each of them a customer, that have changed one after the other.
FIRST_CHANGE, BETWEEN_CHANGES = datetime.datetime(2020, 1, 1), 30  # seconds
CHANGED_AT = f"'{FIRST_CHANGE}' + INTERVAL seq * {BETWEEN_CHANGES} SECOND"
UTM_DETAILS, METADATA = '{"utm_source":"newsletter","utm_campaign":"spring"}', '{"plan":"gold"}'
REPORTED_TABLES = {
    'leads': f"""INSERT INTO leads (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code,
        source_user_id, source_name, first_touch_id, latest_touch_id, first_api_key_id, metadata, created_at, updated_at, status_id)
        SELECT {ID}, {EMAIL}, {PERSON}, (SELECT id FROM users), 'Affiliate One', {ID}, {ID}, (SELECT id FROM api_keys), '{METADATA}',
        {CHANGED_AT}, {CHANGED_AT}, (SELECT id FROM lead_statuses WHERE name = 'Converted')""",
    'touches': f"""INSERT INTO touches (id, lead_id, touched_at, api_key_id, api_key_name, source_user_id, source_name, utm_details, metadata)
        SELECT {ID}, {ID}, {CHANGED_AT}, (SELECT id FROM api_keys), 'Bench', (SELECT id FROM users), 'Affiliate One', '{UTM_DETAILS}', '{METADATA}'""",
    'customers': TABLES['customers'],
}


def changed_at(number):
    """When lead `number` has changed, as a parameter of a report."""
    return f'{FIRST_CHANGE + datetime.timedelta(seconds=number * BETWEEN_CHANGES):%Y-%m-%dT%H:%M:%SZ}'


def fill(stack, schema, rows, tables=None):
    """Rows 1 to `rows` of the tables: customers, leads, login tokens and sessions unless told otherwise."""
    tables = tables or TABLES
    is_over = threading.Event()

    def fill_table(insert):
        for first in range(1, rows + 1, CHUNK):
            if is_over.is_set():
                return
            last = min(rows, first + CHUNK - 1)
            stack.sql(f'SET unique_checks = 0, foreign_key_checks = 0; {insert} FROM seq_{first}_to_{last}', schema)

    with concurrent.futures.ThreadPoolExecutor(len(tables)) as pool:
        try:
            list(pool.map(fill_table, tables.values()))
        except BaseException:  # Ctrl-C too: the pool waits for the statements under way, and begins no more of them
            is_over.set()
            raise


def set_real_passwords(stack, schema):
    stack.sql(f"UPDATE customers SET password_hash = '{REAL_HASH}'", schema)


class Tokens:
    """Fresh login tokens, spread over all customers, each number handed out once."""

    def __init__(self, stack, schema, rows):
        self.stack, self.schema, self.rows, self.next = stack, schema, rows, 1_000_000_000

    def take(self, count):
        """Makes `count` tokens and returns the first one's number."""
        first, self.next = self.next, self.next + count
        customer = f"UNHEX(CONCAT('0190', LPAD(HEX(1 + seq * 7919 MOD {self.rows}), 28, '0')))"
        insert = TABLES['login_tokens'].replace(f"256)), {ID}, 'redirect'", f"256)), {customer}, 'redirect'")
        self.stack.sql(f'{insert} FROM seq_{first}_to_{first + count - 1}', self.schema)
        return first
