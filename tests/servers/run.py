#!/usr/bin/env python3
"""Runs Latchkey behind each web server as docs/ shows it: run.py BUILD_DIR [NAME…] (part of an example's name)."""
import concurrent.futures
import functools
import os
import pathlib
import re
import signal
import sys
import time

import api_checks  # these three add their own to checks.table
import checks
import sign_in_checks
import site_checks
from client import Client
from apache import ApacheFcgid, ApacheProxy
from caddy import Caddy
from h2o import H2o
from lighttpd import LighttpdCgi, LighttpdFastcgi
from shared_hosting import SharedHosting
from stack import Stack, wait_for

EXAMPLES = [ApacheProxy, ApacheFcgid, SharedHosting, LighttpdFastcgi, LighttpdCgi, Caddy, H2o]
SECRET = re.compile(r"l[tk]_[A-Za-z0-9_-]{12,}")


def run_checks(site, example):
    failed = 0
    all_checks = [*(functools.partial(check, site) for check in checks.table), *example.own_checks(site),
                  functools.partial(freeze_database, site, example)]
    for check in all_checks:
        try:
            check()
        except Exception as error:
            failed += 1
            print(f"  FAILED {check.func.__name__}: {type(error).__name__} {error}")
            if failed == 5:
                print("  ... and no further check is made", flush=True)
                break
    return failed


def freeze_database(site, example):
    """While the database does not answer nobody gets through the gate. A handler that is killed then has a request in hand: what
    the server writes about that into its error log may not hold the query."""
    token = site.create()["login"]["token"]
    _, session = site.sign_in()
    database = example.stack.find_processes("mariadbd")
    try:
        for pid in database:
            os.kill(pid, signal.SIGSTOP)
        # One thread takes the signal; until it has, the others go on.
        wait_for("the database does not stand still",
                 lambda: all(") T " in pathlib.Path(f"/proc/{pid}/stat").read_text() for pid in database))
        with concurrent.futures.ThreadPoolExecutor() as pool:
            page = pool.submit(site.client.get, "/dashboard", session)
            sign_in = pool.submit(site.client.get, "/auth/login?token=" + token)
            time.sleep(1)
            for pid in example.stack.find_processes("latchkey-login"):
                os.kill(pid, signal.SIGKILL)
            checks.expect(sign_in.result().status in (500, 502, 503, 504), sign_in.result())
            checks.expect(page.result().status in (502, 503, 504), page.result())
    finally:
        for pid in database:
            os.kill(pid, signal.SIGCONT)
    deadline = time.monotonic() + 10
    while site.client.get("/auth/login").status != 200:
        time.sleep(0.2)
        checks.expect(time.monotonic() < deadline, "the handlers do not come back")


def look_into_logs(site, example):
    failed = 0
    written = ""
    for path in example.logs.iterdir():
        text = path.read_text(errors="replace")
        written += text
        if example.logs_addresses:
            text = "" if path.name == "access.log" else re.sub(", referer: .*", "", text)
        leaks = [secret for secret in site.secrets if secret in text] + SECRET.findall(text)
        if leaks:
            failed += 1
            print(f"  FAILED {path.name} holds {len(leaks)} secrets, in {[line for line in text.splitlines() if leaks[0] in line][0]!r}")
    if not re.search(r"GET.{0,40}/auth/login", written):
        failed += 1
        print("  FAILED no log has the sign-ins")
    return failed


def run_example(kind, stack, folder):
    print(f"{kind.name}:", flush=True)
    example = kind(stack, folder)
    try:
        example.start()
        client = Client(stack.port, stack.env["CA_FILE"])
        site = checks.Site(client, example.api_key(), example.admin(), example.gate, stack.certificate_for("::1"))
        site.refuses_unknown_length = example.refuses_unknown_length
        failed = run_checks(site, example)
    finally:
        example.stop()
    failed += look_into_logs(site, example)
    print(f"  {len(checks.table)} checks and the logs, {failed} failed", flush=True)
    return failed


def main(build_dir, names):
    chosen = [example for example in EXAMPLES if not names or any(name.lower() in example.name.lower() for name in names)]
    stack = Stack(build_dir)
    try:
        failed = sum(run_example(kind, stack, stack.root / f"server-{number}") for number, kind in enumerate(chosen))
    finally:
        stack.stop()
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
