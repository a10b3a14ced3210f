"""What every web server has to get right, whichever way it reaches the handlers: the frame of the checks, which stand in
api_checks, sign_in_checks and site_checks."""
import json
import re
import uuid

from client import session_cookie

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{16,64}")
ADMIN_SAME = [("Sec-Fetch-Site", "same-origin")]
table = []


def check(function):
    table.append(function)
    return function


class CheckFailed(AssertionError):
    pass


def expect(condition, seen):
    if not condition:
        raise CheckFailed(repr(seen))


def new_customer(**more):
    return {"firstName": "Maria", "lastName": "Rossi", "email": f"{uuid.uuid4()}@example.com", "nationalityCountryCode": "IT",
            "phone": "+35799123456", "phoneCountryCode": "CY", "password": "sunny day 7", **more}


class Site:
    """A running server with what the checks need to know of it."""

    def __init__(self, client, api_key, admin, gate, impostor_files):
        self.client = client
        self.address = f"https://127.0.0.1:{client.port}"
        self.api_key = api_key
        self.admin = admin  # e-mail and password
        self.gate = gate  # how the members' pages are guarded: see gate_…() below
        self.impostor_files = impostor_files  # certificate and key of ::1
        self.refuses_unknown_length = False  # over HTTP/2
        self.secrets = [api_key]

    def api(self, method, path, body=None, headers=(), **how):
        text = body if isinstance(body, (str, bytes)) else "" if body is None else json.dumps(body)
        return self.client.send(method, path, [("X-Api-Key", self.api_key), ("Content-Type", "application/json"), *headers], text, **how)

    def create(self, **more):
        answer = self.api("POST", "/api/v1/customers", new_customer(**more))
        expect(answer.status == 201, answer)
        created = answer.json()
        if created["login"]:
            self.secrets.append(created["login"]["token"])
        return created

    def sign_in(self):
        """A new customer's id and the cookie of his session."""
        created = self.create()
        cookie = session_cookie(self.client.get("/auth/login?token=" + created["login"]["token"]))
        expect(cookie, created)
        self.secrets.append(cookie.partition("=")[2])
        return created["customer"]["id"], [("Cookie", cookie)]


def expect_problem(answer, status, code):
    expect(answer.status == status, answer)
    expect(answer.header("content-type").startswith("application/problem+json"), answer)
    problem = answer.json()
    expect(problem["code"] == code and problem["status"] == status, answer)
    expect(REQUEST_ID.fullmatch(problem["requestId"]) and answer.header("x-request-id") == problem["requestId"], answer)
