"""What every web server has to get right, whichever way it reaches the handlers."""
import html
import http.server
import json
import re
import socket
import ssl
import subprocess
import threading
import time
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


class Impostor:
    """Says at the server's port, but at ::1, that everybody is signed in; with a certificate for ::1 that is to be trusted."""

    def __init__(self, port, files):
        self.port = port
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*files)

    def __enter__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = b'{"customer": {"id": "forged", "firstName": "Mallory"}, "statusPopup": true}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            address_family = socket.AF_INET6

        self.server = Server(("::1", self.port), Handler)
        self.server.socket = self.context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


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


# --- The API ---

@check
def healthz_is_ok(site):
    answer = site.client.get("/healthz")
    expect(answer.status == 200 and answer.json()["status"] == "ok", answer)


@check
def healthz_by_head_has_no_body(site):
    answer = site.client.send("HEAD", "/healthz")
    expect(answer.status == 200 and answer.body == b"", answer)


@check
def healthz_knows_no_post(site):
    answer = site.client.send("POST", "/healthz", body="x")
    expect(answer.status == 405 and "GET" in answer.header("allow"), answer)


@check
def the_pages_about_the_api(site):
    page = site.client.get("/api/docs")
    expect(page.status == 200 and page.header("content-type") == "text/html; charset=utf-8", page)
    expect("style-src 'sha256-" in page.header("content-security-policy"), page)
    expect(f"curl -i '{site.address}/healthz'" in html.unescape(page.text), page)
    known = site.client.get("/api/docs", [("If-None-Match", page.header("etag"))])
    expect(known.status == 304 and not known.body, known)
    for path, kind in [("/api/openapi.json", "application/json"), ("/api/openapi.yaml", "application/yaml"), ("/api/postman.json", "application/json")]:
        answer = site.client.get(path)
        expect(answer.status == 200 and answer.header("content-type").startswith(kind), answer)
        expect(site.address in answer.text, answer)
    unknown = site.client.get("/api/docs/nothing")  # the handler's or the server's own
    expect(unknown.status == 404, unknown)


@check
def a_customer_is_created(site):
    answer = site.api("POST", "/api/v1/customers", new_customer())
    expect(answer.status == 201, answer)
    expect(answer.header("location") == "/api/v1/customers/" + answer.json()["customer"]["id"], answer)
    expect(answer.header("content-type").startswith("application/json"), answer)
    expect(REQUEST_ID.fullmatch(answer.header("x-request-id")), answer)


@check
def a_customer_is_read_again(site):
    created = site.create()["customer"]
    answer = site.api("GET", "/api/v1/customers/" + created["id"])
    expect(answer.status == 200 and answer.json()["customer"]["email"] == created["email"], answer)


@check
def the_same_customer_again_is_a_conflict(site):
    body = new_customer()
    expect(site.api("POST", "/api/v1/customers", body).status == 201, body)
    expect_problem(site.api("POST", "/api/v1/customers", body), 409, "customer_exists")


@check
def idempotency_key_arrives(site):
    body, key = new_customer(), [("Idempotency-Key", str(uuid.uuid4()))]
    expect(site.api("POST", "/api/v1/customers", body, key).status == 201, body)
    answer = site.api("POST", "/api/v1/customers", body, key)
    expect(answer.status == 201 and answer.header("idempotent-replayed") == "true", answer)


@check
def a_lead_is_created(site):
    answer = site.api("POST", "/api/v1/leads", {"email": f"{uuid.uuid4()}@example.com"})
    expect(answer.status == 201 and answer.json()["lead"]["outcome"] == "created", answer)


@check
def without_a_key_401(site):
    answer = site.client.send("POST", "/api/v1/customers", [("Content-Type", "application/json")], "{}")
    expect_problem(answer, 401, "api_key_missing")
    expect("ApiKey" in answer.header("www-authenticate"), answer)


@check
def with_a_wrong_key_401(site):
    answer = site.client.send("POST", "/api/v1/customers", [("X-Api-Key", "lk_" + "A" * 43), ("Content-Type", "application/json")], "{}")
    expect_problem(answer, 401, "api_key_invalid")


@check
def two_keys_are_none(site):
    answer = site.api("POST", "/api/v1/customers", new_customer(), [("X-Api-Key", site.api_key)])
    expect(answer.status == 401, answer)


@check
def a_key_as_bearer_is_told_its_header(site):
    answer = site.client.send("POST", "/api/v1/customers", [("Authorization", "Bearer " + site.api_key), ("Content-Type", "application/json")], "{}")
    expect(answer.status == 401 and "X-Api-Key" in answer.json()["detail"], answer)


@check
def an_unknown_route_404(site):
    expect_problem(site.api("GET", "/api/v1/nothing"), 404, "not_found")


@check
def an_unknown_customer_404(site):
    expect_problem(site.api("GET", "/api/v1/customers/" + str(uuid.uuid4())), 404, "not_found")


@check
def a_wrong_method_405_with_allow(site):
    answer = site.api("DELETE", "/api/v1/customers")
    expect_problem(answer, 405, "method_not_allowed")
    expect(answer.header("allow") == "POST", answer)


@check
def put_and_patch_reach_the_handler(site):
    for method in ["PUT", "PATCH"]:
        expect_problem(site.api(method, "/api/v1/customers", {}), 405, "method_not_allowed")


@check
def delete_of_a_login_token_204(site):
    token = site.create()["login"]["id"]
    expect(site.api("DELETE", "/api/v1/login-tokens/" + token).status == 204, token)


@check
def a_body_of_64_kib_arrives(site):
    body = json.dumps(new_customer())
    expect(site.api("POST", "/api/v1/customers", body + " " * (65536 - len(body))).status == 201, len(body))


@check
def a_body_over_64_kib_413(site):
    expect_problem(site.api("POST", "/api/v1/customers", " " * 65537), 413, "body_too_large")


@check
def a_body_of_600_kb_413(site):
    expect_problem(site.api("POST", "/api/v1/customers", " " * 600_000), 413, "body_too_large")


@check
def another_media_type_415(site):
    answer = site.client.send("POST", "/api/v1/customers", [("X-Api-Key", site.api_key), ("Content-Type", "text/xml")], "<a/>")
    expect_problem(answer, 415, "unsupported_media_type")


@check
def broken_json_400(site):
    expect_problem(site.api("POST", "/api/v1/customers", "{"), 400, "malformed_json")


@check
def an_empty_body_400(site):
    answer = site.api("POST", "/api/v1/customers", "", [("Content-Length", "0")])
    expect(answer.status == 400, answer)


@check
def wrong_fields_422(site):
    answer = site.api("POST", "/api/v1/customers", new_customer(email="nobody", phone="1"))
    expect_problem(answer, 422, "validation_failed")
    expect({error["pointer"] for error in answer.json()["errors"]} >= {"/email", "/phone"}, answer)


@check
def utf8_arrives_whole(site):
    answer = site.api("POST", "/api/v1/customers", json.dumps(new_customer(firstName="Μαρία", lastName="王"), ensure_ascii=False))
    expect(answer.status == 201, answer)
    read = site.api("GET", answer.header("location")).json()["customer"]
    expect((read["firstName"], read["lastName"]) == ("Μαρία", "王"), read)


@check
def a_chunked_body_is_read_whole(site):
    expect(site.api("POST", "/api/v1/customers", new_customer(metadata={"note": "x" * 900}), chunked=True).status == 201, "chunked")


@check
def a_chunked_body_over_64_kib_413(site):
    expect_problem(site.api("POST", "/api/v1/customers", " " * 70_000, chunked=True), 413, "body_too_large")


@check
def a_body_of_unknown_length_over_http2(site):
    body = json.dumps(new_customer())
    answer = subprocess.run(["curl", "-sS", "--http2", "--cacert", site.client.ca_file, "-X", "POST", "-T", "-", "-w", "\\n%{http_code}", "-H",
                             "X-Api-Key: " + site.api_key, "-H", "Content-Type: application/json",
                             f"https://127.0.0.1:{site.client.port}/api/v1/customers"], input=body, text=True, capture_output=True)
    if site.refuses_unknown_length:
        expect(answer.stdout.endswith("\n411") or answer.returncode != 0, answer)
        return
    expect(answer.stdout.endswith("\n201"), answer)
    site.secrets.append(json.loads(answer.stdout.rpartition("\n")[0])["login"]["token"])


@check
def expect_100_continue(site):
    answer = site.api("POST", "/api/v1/customers", new_customer(), [("Expect", "100-continue")])
    expect(answer.status == 201, answer)


@check
def a_percent_encoded_path_is_the_same_path(site):
    created = site.create()["customer"]
    encoded = "".join(f"%{ord(c):02X}" for c in created["id"])
    answer = site.api("GET", "/api/v1/customers/" + encoded)
    expect(answer.status == 200 and answer.json()["customer"]["id"] == created["id"], answer)


@check
def an_encoded_nul_or_slash_is_refused(site):
    for path in ["/api/v1/customers/%00", "/api/v1/customers/a%2Fb", "/api/v1/%2e%2e/%2e%2e/etc/passwd"]:
        answer = site.api("GET", path)
        expect(answer.status in (400, 403, 404), answer)


@check
def the_query_is_no_argument(site):
    for query in ["--help", "--version", "--check-config", "a+b"]:
        answer = site.client.get("/healthz?" + query)
        expect(answer.status == 200 and answer.json()["status"] == "ok", answer)


@check
def a_proxy_header_changes_nothing(site):
    expect(site.client.get("/healthz", [("Proxy", "http://127.0.0.1:1")]).status == 200, "httpoxy")


# --- Sign-in ---

@check
def the_sign_in_page(site):
    answer = site.client.get("/auth/login?returnUrl=%2Fdashboard%3Fa%3D1%262")
    expect(answer.status == 200 and 'type="password"' in answer.text, answer)
    expect("/dashboard?a=1&amp;2" in answer.text, answer)  # the query has arrived whole
    expect(answer.header("cache-control") == "no-store" and answer.header("referrer-policy") == "no-referrer", answer)
    expect(answer.header("x-content-type-options") == "nosniff", answer)
    expect("frame-ancestors 'none'" in answer.header("content-security-policy"), answer)


@check
def a_token_signs_in(site):
    token = site.create()["login"]["token"]
    answer = site.client.get("/auth/login?token=" + token)
    expect(answer.status == 303 and answer.header("location") == "/dashboard", answer)
    cookie = next(cookie for cookie in answer.cookies() if cookie.startswith("__Host-member="))
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    expect(attributes >= {"secure", "httponly", "samesite=lax", "path=/"}, cookie)
    site.secrets.append(session_cookie(answer).partition("=")[2])


@check
def a_spent_token_410(site):
    token = site.create()["login"]["token"]
    expect(site.client.get("/auth/login?token=" + token).status == 303, "first")
    answer = site.client.get("/auth/login?token=" + token)
    expect(answer.status == 410 and 'type="password"' in answer.text, answer)


@check
def an_unknown_token_410(site):
    expect(site.client.get("/auth/login?token=lt_" + "A" * 43).status == 410, "unknown")


@check
def two_different_tokens_400(site):
    expect(site.client.get(f"/auth/login?token=lt_{'A' * 43}&token=lt_{'B' * 43}").status == 400, "two")


@check
def head_and_prefetch_spend_nothing(site):
    address = "/auth/login?token=" + site.create()["login"]["token"]
    head = site.client.send("HEAD", address)
    expect(head.status == 200 and head.body == b"" and head.header("cache-control") == "no-store", head)
    prefetch = site.client.get(address, [("Sec-Purpose", "prefetch;prerender")])
    expect(prefetch.status == 503 and prefetch.header("cache-control") == "no-store", prefetch)
    expect(site.client.get(address).status == 303, "still unspent")


@check
def a_link_is_spent_by_its_form(site):
    token = site.create(login={"kind": "link"})["login"]["token"]
    page = site.client.get("/auth/login?token=" + token)
    expect(page.status == 200 and "Continue" in page.text, page)
    answer = site.client.form("/auth/login", {"token": token}, [("Sec-Fetch-Site", "same-origin")])
    expect(answer.status == 303 and session_cookie(answer), answer)


@check
def an_allowed_return_url_is_kept(site):
    token = site.create(login={"returnUrl": "/dashboard?tab=2"})["login"]["token"]
    answer = site.client.get("/auth/login?token=" + token)
    expect(answer.status == 303 and answer.header("location") == "/dashboard?tab=2", answer)


@check
def password_signs_in(site):
    body = new_customer()
    expect(site.api("POST", "/api/v1/customers", body).status == 201, body)
    fields = {"email": body["email"], "password": body["password"]}
    answer = site.client.form("/auth/login", fields, [("Sec-Fetch-Site", "same-origin")])
    expect(answer.status == 303 and session_cookie(answer), answer)
    site.secrets.append(session_cookie(answer).partition("=")[2])


@check
def a_wrong_password_401(site):
    fields = {"email": f"{uuid.uuid4()}@example.com", "password": "not this 1"}
    expect(site.client.form("/auth/login", fields, [("Sec-Fetch-Site", "same-origin")]).status == 401, "wrong")


@check
def a_form_from_elsewhere_403(site):
    fields = {"email": "a@example.com", "password": "x"}
    expect(site.client.form("/auth/login", fields, [("Sec-Fetch-Site", "cross-site")]).status == 403, "cross-site")
    expect(site.client.form("/auth/login", fields, [("Origin", "https://evil.example")]).status == 403, "foreign origin")


@check
def a_form_with_the_sites_origin(site):
    fields = {"email": f"{uuid.uuid4()}@example.com", "password": "not this 1"}
    answer = site.client.form("/auth/login", fields, [("Origin", f"https://127.0.0.1:{site.client.port}")])
    expect(answer.status == 401, answer)


@check
def the_session_is_told(site):
    customer, session = site.sign_in()
    answer = site.client.get("/auth/session", session)
    expect(answer.status == 200 and answer.json()["customer"]["id"] == customer, answer)
    expect(answer.json()["statusPopup"] is True and answer.header("cache-control") == "no-store", answer)


@check
def without_a_session_401(site):
    expect_problem(site.client.get("/auth/session"), 401, "not_signed_in")


@check
def trading_accounts_want_a_session(site):
    expect_problem(site.client.get("/auth/trading-accounts"), 401, "not_signed_in")
    _, session = site.sign_in()
    expect(site.client.get("/auth/trading-accounts", session).status == 200, "signed in")


@check
def a_long_query_arrives(site):
    expect(site.client.get("/auth/login?x=" + "q" * 6000).status == 200, "6000")


@check
def a_cookie_among_others_is_found(site):
    _, session = site.sign_in()
    answer = site.client.get("/auth/session", [("Cookie", "a=1; " + session[0][1] + "; b=2")])
    expect(answer.status == 200, answer)


@check
def sign_out_ends_the_session(site):
    _, session = site.sign_in()
    answer = site.client.form("/auth/logout", {}, [*session, ("Sec-Fetch-Site", "same-origin"), ("Content-Length", "0")])
    expect(answer.status == 303 and answer.header("location") == "/auth/login", answer)
    expect(site.client.get("/auth/session", session).status == 401, "ended")


@check
def sign_out_is_no_get(site):
    _, session = site.sign_in()
    answer = site.client.get("/auth/logout", session)
    expect(answer.status == 405 and answer.header("allow") == "POST", answer)
    expect(site.client.get("/auth/session", session).status == 200, "still there")


@check
def the_check_of_sessions_is_not_open_to_visitors(site):
    _, session = site.sign_in()
    answer = site.client.get("/auth/verify", session)
    expect(answer.status == 404 and not answer.header("x-member-id"), answer)


# --- The members' area ---

@check
def the_gate_leads_to_the_sign_in_page_and_back(site):
    if site.gate:
        answer = site.client.get("/dashboard?x=1&y=2")
        expect(answer.status == 303, answer)
        expect(answer.header("location").endswith("/auth/login?returnUrl=%2Fdashboard%3Fx%3D1%26y%3D2"), answer)
        expect("Hello" not in answer.text, answer)


@check
def the_gate_lets_a_member_through(site):
    if site.gate:
        customer, session = site.sign_in()
        answer = site.client.get("/dashboard", session)
        expect(answer.status == 200 and customer in answer.text, answer)


@check
def the_gate_believes_no_visitor(site):
    if site.gate:
        forged = [("X-Member-Id", "forged"), ("X_Member_Id", "forged"), ("Member-Id", "forged"), ("Member_Id", "forged")]
        expect(site.client.get("/dashboard", forged).status == 303, "no session")
        expect(site.client.get("/dashboard", [("Cookie", "__Host-member=" + "A" * 43)]).status == 303, "unknown session")
        _, session = site.sign_in()
        answer = site.client.get("/dashboard", [*session, *forged])
        expect(answer.status == 200 and "forged" not in answer.text, answer)


@check
def the_gate_closes_at_sign_out(site):
    if site.gate:
        _, session = site.sign_in()
        expect(site.client.get("/dashboard", session).status == 200, "in")
        site.client.form("/auth/logout", {}, [*session, ("Sec-Fetch-Site", "same-origin"), ("Content-Length", "0")])
        deadline = time.monotonic() + 1  # what the contract gives a sign-out
        while (answer := site.client.get("/dashboard", session)).status != 303:
            expect(time.monotonic() < deadline, answer)


@check
def the_gate_asks_nobody_else(site):
    if site.gate == "php":
        with Impostor(site.client.port, site.impostor_files):
            host = [("Host", f"[::1]:{site.client.port}"), ("Cookie", "__Host-member=" + "A" * 43)]
            answer = site.client.get("/dashboard", host)
            expect("Hello" not in answer.text, answer)


# --- The admin area ---

@check
def admin_without_a_slash_leads_to_it(site):
    answer = site.client.get("/admin")
    expect(answer.status in (301, 302, 303, 307, 308) and answer.header("location").endswith(("/admin/", "/admin/sign-in")), answer)


@check
def admin_asks_for_a_sign_in(site):
    answer = site.client.get("/admin/")
    expect(answer.status == 303 and answer.header("location").startswith("/admin/sign-in"), answer)


@check
def admin_has_its_stylesheet(site):
    page = site.client.get("/admin/sign-in")
    expect(page.status == 200 and 'type="password"' in page.text, page)
    style = re.search(r'href="(/admin/assets/[^"]+\.css)"', page.text)
    expect(style, page)
    answer = site.client.get(style.group(1))
    expect(answer.status == 200 and answer.header("content-type").startswith("text/css") and len(answer.body) > 1000, answer)


@check
def admin_signs_in_and_lists_keys(site):
    email, password = site.admin
    answer = site.client.form("/admin/sign-in", {"email": email, "password": password}, ADMIN_SAME)
    cookie = session_cookie(answer, "__Host-staff")
    expect(answer.status == 303 and cookie, answer)
    site.secrets += [cookie.partition("=")[2], password]
    page = site.client.get("/admin/api-keys", [("Cookie", cookie)])
    expect(page.status == 200 and "Api Keys" in page.text, page)


@check
def admin_refuses_a_form_from_elsewhere(site):
    expect(site.client.form("/admin/sign-in", {"email": "a@example.com", "password": "x"}, [("Sec-Fetch-Site", "cross-site")]).status == 403,
           "cross-site")


# --- The server itself ---

@check
def a_mangled_link_leaves_no_token_in_a_log(site):
    token = site.create()["login"]["token"]
    for path in ["/auth/login%3Ftoken=" + token, "/auth/login/" + token, "/auth/login?" + "q" * 2000 + "&token=" + token]:
        site.client.get(path, [("Referer", f"https://127.0.0.1/auth/login?token={token}")])


@check
def the_rest_of_the_site_is_not_latchkeys(site):
    answer = site.client.get("/nowhere")
    expect(answer.status == 404 and not answer.header("x-request-id"), answer)
