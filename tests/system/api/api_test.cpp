// Contract section 2 (general rules and every row of its table) and section 4 (API keys).
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <mutex>

#include "crypto/secret_token.hpp"
#include "support/run_together.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

// A new key made by the command line; its value is a secret that no log may hold.
std::string make_key(const std::string& options) {
  const auto made = stack().latchkey("api-key create " + options);
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.errors);
  const std::string value = made.output.substr(0, made.output.find('\n'));
  stack().note_secret(value);
  return value;
}

Answer create_with_key(const std::string& key) {
  return stack().post_text("/api/v1/customers", new_customer().dump(),
                           {{"X-Api-Key", key}, {"Content-Type", "application/json"}});
}

void check_problem(const Answer& answer, int status, const std::string& code) {
  BOOST_TEST(answer.status == status, answer.status << " " << answer.body);
  BOOST_TEST(answer.header("content-type") == "application/problem+json");
  const json body = answer.json();
  for (const char* member : {"type", "title", "status", "detail", "instance", "code", "requestId"})
    BOOST_TEST(body.contains(member), member);
  BOOST_TEST(body["code"] == code);
  BOOST_TEST(body["status"] == status);
  BOOST_TEST(body["requestId"] == answer.header("x-request-id"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(api)

BOOST_AUTO_TEST_CASE(status_400_malformed_json) {
  for (const std::string& body : {std::string(), std::string("[1]"), std::string("{"), std::string("{\"a\":1,\"a\":2}"),
                                  std::string("{\"a\":\"\xff\"}"), std::string(R"({"a":"\ud800"})"),
                                  std::string("{\"a\":[[[[[[[[1]]]]]]]]}"), std::string("{\"a\":\"\0\"}", 9)}) {
    BOOST_TEST_CONTEXT(body) {
      check_problem(stack().post_text("/api/v1/customers", body,
                                      {{"X-Api-Key", stack().api_key()}, {"Content-Type", "application/json"}}),
                    400, "malformed_json");
    }
  }
}

BOOST_AUTO_TEST_CASE(status_400_idempotency_key_invalid) {
  for (const std::string& key : {std::string(), std::string(256, 'k'), std::string("a b")}) {
    check_problem(stack().post("/api/v1/customers", new_customer(), {{"Idempotency-Key", key}}), 400,
                  "idempotency_key_invalid");
  }
}

BOOST_AUTO_TEST_CASE(status_401_api_key_missing) {
  check_problem(stack().post_text("/api/v1/customers", "{}", {{"Content-Type", "application/json"}}), 401,
                "api_key_missing");
}

BOOST_AUTO_TEST_CASE(a_401_says_how_a_key_is_sent) {
  const auto post = [](const Headers& headers) { return stack().post_text("/api/v1/customers", "{}", headers); };
  const Answer bearer = post({{"Content-Type", "application/json"}, {"Authorization", "Bearer " + stack().api_key()}});
  check_problem(bearer, 401, "api_key_missing");
  BOOST_TEST(bearer.header("www-authenticate") == R"(ApiKey realm="latchkey")");
  BOOST_TEST(bearer.json()["detail"].get<std::string>().find("not as Authorization: Bearer") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(status_401_api_key_invalid) {
  for (const std::string& key : {std::string("x"), "lk_" + std::string(43, 'a'), stack().api_key() + "x",
                                 stack().api_key() + ", " + stack().api_key()}) {
    check_problem(create_with_key(key), 401, "api_key_invalid");
  }
  const Answer twice = stack().post("/api/v1/customers", new_customer(), {{"X-Api-Key", stack().api_key()}});
  check_problem(twice, 401, "api_key_invalid");
}

BOOST_AUTO_TEST_CASE(status_401_api_key_expired) {
  const auto key = make_key("--name expiring --right customers:create --expires 2099-12-31");
  const Answer live = create_with_key(key);
  BOOST_TEST(live.status == 201);
  BOOST_TEST(live.header("x-api-key-expires") == "2099-12-31T23:59:59.999999Z");
  stack().connect()->execute_text("UPDATE api_keys SET expires_at = UTC_TIMESTAMP(6) WHERE name = 'expiring'");
  check_problem(create_with_key(key), 401, "api_key_expired");
}

BOOST_AUTO_TEST_CASE(status_401_api_key_revoked) {
  const auto key = make_key("--name revoked --right customers:create");
  BOOST_TEST(create_with_key(key).status == 201);
  BOOST_TEST(stack().latchkey("api-key revoke revoked").exit_code == 0);
  check_problem(create_with_key(key), 401, "api_key_revoked");
}

BOOST_AUTO_TEST_CASE(status_403_right_missing) {
  check_problem(create_with_key(make_key("--name nothing")), 403, "right_missing");
  check_problem(create_with_key(make_key("--name leads --right leads:create")), 403, "right_missing");
}

BOOST_AUTO_TEST_CASE(status_403_ip_not_allowed) {
  check_problem(
      create_with_key(make_key("--name elsewhere --right customers:create --allow 192.0.2.0/24 --allow 2001:db8::/32")),
      403, "ip_not_allowed");
  // A header that claims another address is not believed.
  const auto key = make_key("--name elsewhere2 --right customers:create --allow 192.0.2.0/24");
  check_problem(stack().post_text("/api/v1/customers", "{}",
                                  {{"X-Api-Key", key},
                                   {"X-Forwarded-For", "192.0.2.5"},
                                   {"X-Real-IP", "192.0.2.5"},
                                   {"Content-Type", "application/json"}}),
                403, "ip_not_allowed");
  BOOST_TEST(create_with_key(make_key("--name here --right customers:create --allow 127.0.0.0/8")).status == 201);
}

BOOST_AUTO_TEST_CASE(status_403_user_disabled) {
  BOOST_TEST(stack().latchkey("user create --email tied@example.com --first-name Tied --last-name User").exit_code ==
             0);
  const auto key = make_key("--name tied --right customers:create --user tied@example.com");
  BOOST_TEST(create_with_key(key).json()["lead"]["source"]["name"] == "Tied User");
  BOOST_TEST(stack().latchkey("user disable tied@example.com").exit_code == 0);
  check_problem(create_with_key(key), 403, "user_disabled");
  BOOST_TEST(stack().latchkey("user enable tied@example.com").exit_code == 0);
  BOOST_TEST(create_with_key(key).status == 201);
}

BOOST_AUTO_TEST_CASE(status_404_not_found) {
  for (const char* path :
       {"/api/v1/", "/api/v1/customer", "/api/v1/customers/", "/api/v1/customers/x/y", "/api/v1/login-tokens"}) {
    BOOST_TEST_CONTEXT(path) { check_problem(stack().http().get(path), 404, "not_found"); }
  }
}

BOOST_AUTO_TEST_CASE(status_405_method_not_allowed_with_allow) {
  struct Row {
    const char* method;
    const char* path;
    const char* allow;
  };
  for (const Row& row :
       {Row{"GET", "/api/v1/customers", "POST"}, Row{"FOO", "/api/v1/leads", "POST"},
        Row{"TRACE", "/api/v1/customers", "POST"}, Row{"DELETE", "/api/v1/customers/x", "GET"},
        Row{"GET", "/api/v1/login-tokens/x", "DELETE"}, Row{"PUT", "/api/v1/customers/x/login-tokens", "POST"},
        Row{"POST", "/healthz", "GET, HEAD"}}) {
    BOOST_TEST_CONTEXT(row.method << " " << row.path) {
      const Answer answer = stack().http().send(row.method, row.path);
      check_problem(answer, 405, "method_not_allowed");
      BOOST_TEST(answer.header("allow") == row.allow);
    }
  }
}

BOOST_AUTO_TEST_CASE(status_409_customer_exists) {
  const json body = new_customer();
  const std::string id = stack().post("/api/v1/customers", body).json()["customer"]["id"];
  json changed = body;
  changed["email"] = " " + latchkey::test::customer_with_email(body["email"])["email"].get<std::string>() + " ";
  changed["firstName"] = "Other";
  const Answer again = stack().post("/api/v1/customers", changed);
  check_problem(again, 409, "customer_exists");
  BOOST_TEST(again.json()["customerId"] == id);
  const auto other = make_key("--name other-partner --right customers:create");
  const Answer foreign =
      stack().post_text("/api/v1/customers", body.dump(), {{"X-Api-Key", other}, {"Content-Type", "application/json"}});
  check_problem(foreign, 409, "customer_exists");
  BOOST_TEST(!foreign.json().contains("customerId"));
  BOOST_TEST(
      json::parse(stack().latchkey("lead show --json " + body["email"].get<std::string>()).output)["touches"].size() ==
      1U);
}

BOOST_AUTO_TEST_CASE(status_409_idempotency_in_progress) {
  // A row lock held by the test keeps the first request running.
  const json body = new_customer();
  BOOST_REQUIRE(stack().post("/api/v1/leads", {{"email", body["email"]}}).status == 201);
  const auto blocker = stack().connect();
  blocker->execute_text("START TRANSACTION");
  blocker->execute("UPDATE leads SET first_name = 'held' WHERE email = ?", {body["email"].get<std::string>()});
  Answer second;
  int first_status = 0;
  run_together(2, [&](int i) {
    if (i == 0) first_status = stack().post("/api/v1/customers", body, {{"Idempotency-Key", "held"}}).status;
    if (i == 1) {
      ::usleep(400'000);
      second = stack().post("/api/v1/customers", body, {{"Idempotency-Key", "held"}});
      blocker->execute_text("COMMIT");
    }
  });
  BOOST_TEST(first_status == 201);
  check_problem(second, 409, "idempotency_in_progress");
  BOOST_TEST(!second.header("retry-after").empty());
}

BOOST_AUTO_TEST_CASE(status_413_body_too_large) {
  json body = new_customer();
  body["padding"] = std::string(65'536, 'x');
  check_problem(stack().post("/api/v1/customers", body), 413, "body_too_large");
}

BOOST_AUTO_TEST_CASE(status_415_unsupported_media_type) {
  for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1",
                           "multipart/form-data", "application/jsonx"}) {
    BOOST_TEST_CONTEXT(type) {
      check_problem(stack().post_text("/api/v1/customers", new_customer().dump(),
                                      {{"X-Api-Key", stack().api_key()}, {"Content-Type", type}}),
                    415, "unsupported_media_type");
    }
  }
  BOOST_TEST(stack()
                 .post_text("/api/v1/customers", new_customer().dump(),
                            {{"X-Api-Key", stack().api_key()}, {"Content-Type", "Application/JSON; charset=UTF-8"}})
                 .status == 201);
}

BOOST_AUTO_TEST_CASE(what_a_body_is_refused_for_is_named) {
  struct Row {
    Headers headers;
    std::string body;
    int status;
    std::string word;
  };
  const std::string lead = R"({"email":")" + new_customer()["email"].get<std::string>() + R"("})";
  for (const Row& row :
       {Row{{{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}}, lead, 415, "Content-Encoding"},
        Row{{{"Content-Type", "application/json; charset=latin1"}}, lead, 415, "UTF-8"},
        Row{{{"Content-Type", "application/json"}}, "", 400, "empty"},
        Row{{{"Content-Type", "application/json"}}, " \r\n", 400, "empty"},
        Row{{{"Content-Type", "application/json"}}, lead + "x", 400, "JSON"}}) {
    BOOST_TEST_CONTEXT(row.word) {
      Headers headers = row.headers;
      headers.emplace_back("X-Api-Key", stack().api_key());
      const Answer answer = stack().post_text("/api/v1/leads", row.body, headers);
      BOOST_TEST(answer.status == row.status);
      BOOST_TEST(answer.json()["detail"].get<std::string>().find(row.word) != std::string::npos);
    }
  }
}

// PHP writes an empty map as [].
BOOST_AUTO_TEST_CASE(an_empty_array_is_an_empty_object) {
  json body = new_customer();
  body["utmDetails"] = json::array();
  body["metadata"] = json::array();
  body["login"] = json::array();
  BOOST_TEST(stack().post("/api/v1/customers", body).status == 201);
  const Headers headers{{"X-Api-Key", stack().api_key()}, {"Content-Type", "application/json; charset=utf8"}};
  check_problem(stack().post_text("/api/v1/leads", "[]", headers), 422, "validation_failed");
  check_problem(stack().post_text("/api/v1/leads", "[1]", headers), 400, "malformed_json");
}

// A database that takes no writes just now costs the note, not the call.
BOOST_AUTO_TEST_CASE(the_note_of_a_key_s_use_never_fails_the_call) {
  const Answer created = stack().post("/api/v1/customers", new_customer());
  const auto db = stack().connect();
  db->execute_text("UPDATE api_keys SET last_used_at = UTC_TIMESTAMP(6) - INTERVAL 1 DAY");
  db->execute_text("SET GLOBAL read_only = 1");
  const Answer read = stack().http().get(created.header("location"), {{"X-Api-Key", stack().api_key()}});
  db->execute_text("SET GLOBAL read_only = 0");
  BOOST_TEST(read.status == 200);
}

// However many addresses a key is used from, its row is written once a minute.
BOOST_AUTO_TEST_CASE(a_key_s_use_is_noted_once_a_minute) {
  const auto db = stack().connect();
  const auto note = [&] {
    static_cast<void>(stack().post("/api/v1/leads", {{"email", new_customer()["email"]}}));
    return db->query("SELECT MAX(last_used_at) AS last FROM api_keys").at(0).text("last");
  };
  const std::string first = note();
  db->execute_text("UPDATE api_keys SET last_address = '192.0.2.1'");
  BOOST_TEST(note() == first);
  db->execute_text("UPDATE api_keys SET last_used_at = last_used_at - INTERVAL 61 SECOND");
  BOOST_TEST(note() > first);
}

BOOST_AUTO_TEST_CASE(status_422_validation_failed_with_all_fields_at_once) {
  const Answer answer =
      stack().post("/api/v1/customers", {{"firstName", ""},
                                         {"email", "x"},
                                         {"firstname", "a"},
                                         {"metadata", {{"a/b", nullptr}}},
                                         {"login", {{"kind", "x"}, {"returnUrl", "https://evil.example"}}}});
  check_problem(answer, 422, "validation_failed");
  std::map<std::string, std::string> errors;
  const json body = answer.json();
  for (const auto& error : body["errors"]) errors[error["pointer"]] = error["code"];
  BOOST_TEST(errors.size() == 11U);
  BOOST_TEST(errors["/firstName"] == "too_short");
  BOOST_TEST(errors["/lastName"] == "required");
  BOOST_TEST(errors["/email"] == "invalid");
  BOOST_TEST(errors["/firstname"] == "unknown_field");
  BOOST_TEST(errors["/metadata/a~1b"] == "null_value");
  BOOST_TEST(errors["/login/kind"] == "invalid");
  BOOST_TEST(errors["/login/returnUrl"] == "not_allowed");
  BOOST_TEST(answer.body.find("did you mean firstName?") != std::string::npos);
}

// Pipelined over few connections, so that a slow machine reaches the limit too.
BOOST_AUTO_TEST_CASE(status_429_rate_limited) {
  const std::string request =
      "GET /api/v1/customers/x HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: lk_" + std::string(43, 'f') + "\r\n\r\n";
  std::string flood;
  for (int i = 0; i < 900; ++i) flood += request;
  std::string limited;
  std::mutex mutex;
  run_together(4, [&](int) {
    const std::string received = stack().http().send_raw(flood);
    const auto begin = received.find("HTTP/1.1 429 ");
    const std::scoped_lock lock(mutex);
    if (begin != std::string::npos)
      limited = received.substr(begin, received.find("\n", received.find("\r\n\r\n", begin) + 4) - begin);
  });
  BOOST_REQUIRE(!limited.empty());
  BOOST_TEST(limited.find("Content-Type: application/problem+json") != std::string::npos, limited);
  BOOST_TEST(limited.find("Retry-After: ") != std::string::npos);
  const std::string text = limited.substr(limited.find("\r\n\r\n") + 4);
  const json body = json::parse(text);
  BOOST_TEST(body["code"] == "rate_limited");
  Stack::keep_answer("GET", "/api/v1/customers/x", std::nullopt,
                     {429,
                      {{"content-type", "application/problem+json"},
                       {"retry-after", "1"},
                       {"x-request-id", body["requestId"].get<std::string>()}},
                      text});
  BOOST_TEST(limited.find("X-Request-Id: " + body["requestId"].get<std::string>()) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_answer_has_its_own_request_id) {
  const Answer first = stack().http().get("/healthz");
  const Answer second = stack().http().get("/healthz", {{"X-Request-Id", "mine"}});
  BOOST_TEST(!first.header("x-request-id").empty());
  BOOST_TEST(first.all("x-request-id").size() == 1U);
  BOOST_TEST(first.header("x-request-id") != second.header("x-request-id"));
  BOOST_TEST(second.header("x-request-id") != "mine");
}

BOOST_AUTO_TEST_CASE(healthz_answers) {
  const Answer answer = stack().http().get("/healthz");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST((answer.json() == json{{"status", "ok"}}));
}

BOOST_AUTO_TEST_CASE(x_domain_is_accepted_and_ignored) {
  BOOST_TEST(stack().post("/api/v1/customers", new_customer(), {{"X-DOMAIN", "broker.example"}}).status == 201);
}

BOOST_AUTO_TEST_CASE(the_list_shows_name_prefix_user_rights_expiry_and_last_use) {
  const json keys = json::parse(stack().latchkey("api-key list --json").output);
  const auto demo =
      std::find_if(keys.begin(), keys.end(), [](const json& key) { return key["name"] == "Demo partner"; });
  BOOST_REQUIRE((demo != keys.end()));
  BOOST_TEST((*demo)["prefix"] == stack().api_key().substr(0, 8));
  BOOST_TEST((*demo)["user"] == "Affiliate One <partner@example.com>");
  BOOST_TEST((*demo)["rights"].size() == 3U);
  BOOST_TEST((*demo)["lastAddress"] == "127.0.0.1");
  BOOST_TEST((*demo)["lastUsedAt"].is_string());
  BOOST_TEST(stack().latchkey("api-key list").output.find(stack().api_key()) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_value_is_stored_as_its_hash_alone) {
  const auto row = stack().connect()->query("SELECT key_hash FROM api_keys WHERE name = 'Demo partner'").at(0);
  BOOST_TEST(row.text("key_hash") ==
             latchkey::crypto::SecretToken::parse(stack().api_key(), "lk_").value().hash().bytes());
}

BOOST_AUTO_TEST_SUITE_END()
