"""Sends requests without a pause until the file STOP is there, and writes down what became of each: ledger.py STOP OUT.
OUT has one line for each path: path, number of requests, number of those with another answer than the right one, examples."""
import collections
import http.client
import os
import ssl
import sys
import threading

WANTED = {"/healthz": 200, "/auth/login": 200, "/auth/session": 401, "/admin/sign-in": 200, "/dashboard": 303}
STOP, OUT = sys.argv[1:]
counts = collections.Counter()
wrong = collections.defaultdict(list)
lock = threading.Lock()


def connect():
    return http.client.HTTPSConnection("members.example.com", context=ssl.create_default_context(cafile="/etc/ssl/members.pem"), timeout=60)


def ask(path):
    connection = connect()
    on_connection = 0
    while not os.path.exists(STOP):
        if on_connection == 500:  # nginx ends a connection after 1,000 requests
            connection.close()
            connection, on_connection = connect(), 0
        on_connection += 1
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            outcome = answer.status
        except (OSError, http.client.HTTPException) as error:
            outcome = repr(error)
            connection, on_connection = connect(), 0
        with lock:
            counts[path] += 1
            if outcome != WANTED[path]:
                wrong[path].append(outcome)


threads = [threading.Thread(target=ask, args=(path,)) for path in WANTED for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
with open(OUT, "w", encoding="utf-8") as file:
    for path in WANTED:
        print(path, counts[path], len(wrong[path]), wrong[path][:5], file=file)
