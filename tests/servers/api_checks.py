"""What partners call."""
import html
import json
import subprocess
import uuid

from checks import REQUEST_ID, check, expect, expect_problem, new_customer


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
