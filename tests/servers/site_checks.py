"""The members' area behind the gate, the admin area, and the server's own site and logs."""
import re
import time

from checks import ADMIN_SAME, check, expect
from client import session_cookie
from impostor import Impostor


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
