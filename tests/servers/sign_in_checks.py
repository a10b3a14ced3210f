"""Sign-in links, passwords and sessions."""
import uuid

from checks import check, expect, expect_problem, new_customer
from client import session_cookie


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
