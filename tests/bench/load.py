"""Load on the private nginx: wrk for as much as goes, threads for a fixed rate, one request after the other for CGI."""
import dataclasses
import http.client
import itertools
import json
import os
import subprocess
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
MEMBER = '__Host-member=%043d'  # session n's cookie


@dataclasses.dataclass
class Result:
    """What one round of one contender came to. Latencies are milliseconds; `refused` counts answers above 399, `load_cores`
    is what the load itself has used where it is known."""
    rate: float
    p50: float = 0.0
    p99: float = 0.0
    longest: float = 0.0
    refused: int = 0
    broken: int = 0
    requests: int = 0
    load_cores: float = 0.0


def percentile(values, percent):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * percent / 100))] if values else 0.0


def wrk(stack, script, port, path, connections=16, threads=2, first=0, count=0, api_key='', cookie=MEMBER, seconds=0):
    """One round of wrk, of the stack's seconds unless told otherwise. `first` is the first token, `count` the number of
    sessions, `cookie` the form of their cookies; see wrk/common.lua."""
    text = ''.join(open(f'{HERE}/wrk/{name}.lua').read() for name in ('common', script))
    lua = stack.folder / 'run' / f'{script}.lua'
    lua.write_text(text)
    seed = time.time_ns() // 1_000_000 % 1_000_000_000
    done = stack.run(['wrk', '-t', str(threads), '-c', str(connections), '-d', f'{seconds or stack.seconds}s', '--timeout', '10s',
                      '-s', str(lua), f'http://127.0.0.1:{port}', '--', path, str(seed), str(first), str(threads),
                      str(count), api_key, cookie])
    found = json.loads(done.strip().splitlines()[-1])
    return Result(found['requests'] / found['seconds'], found['p50'], found['p99'], found['longest'], found['refused'],
                  found['broken'], found['requests'])


def program(stack, argv):
    """One round of a program that prints its result as JSON."""
    return Result(**json.loads(stack.run(argv)))


def send(connection, request):
    method, path, headers, body = request
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


class Paced:
    """A fixed rate of requests beside other load; each latency counts from the moment the request was due."""

    def __init__(self, port, rate, seconds, make_request, clients=8):
        self.latencies, self.refused, self.broken = [], 0, 0
        self.port, self.rate, self.seconds, self.make_request = port, rate, seconds, make_request
        self.numbers = itertools.count()
        self.begin = time.monotonic() + 0.05
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(clients)]
        for thread in self.threads:
            thread.start()

    def work(self):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=10)
        for number in self.numbers:
            due = self.begin + number / self.rate
            if due > self.begin + self.seconds:
                return
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                self.refused += send(connection, self.make_request(number)) > 399
            except (OSError, http.client.HTTPException):
                self.broken += 1
                connection.close()
            self.latencies.append((time.monotonic() - due) * 1000)

    def result(self):
        for thread in self.threads:
            thread.join()
        return Result(len(self.latencies) / self.seconds, percentile(self.latencies, 50), percentile(self.latencies, 99),
                      max(self.latencies, default=0.0), self.refused, self.broken, len(self.latencies))


def one_by_one(port, requests):
    """Each request on a connection of its own, one after the other."""
    latencies, refused = [], 0
    for request in requests:
        connection = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
        begin = time.monotonic()
        refused += send(connection, request) > 399
        latencies.append((time.monotonic() - begin) * 1000)
        connection.close()
    return Result(1000 * len(latencies) / sum(latencies), percentile(latencies, 50), percentile(latencies, 99),
                  max(latencies), refused, 0, len(latencies))
