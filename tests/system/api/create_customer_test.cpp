// Contract section 3: POST /api/v1/customers, GET, POST /api/v1/leads.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <mutex>
#include <set>

#include "base/uuid.hpp"
#include "support/run_together.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

json lead_of(const std::string& email) {
  return json::parse(stack().latchkey("lead show --json " + quoted(email)).output);
}

std::int64_t count(const std::string& sql, const std::string& value) {
  return stack().connect()->query(sql, {value}).at(0).integer("count");
}

std::string make_key(const std::string& options) {
  const std::string output = stack().latchkey("api-key create " + options).output;
  return output.substr(0, output.find('\n'));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(create_customer)

BOOST_AUTO_TEST_CASE(a_customer_is_created_with_lead_source_and_login) {
  json body = new_customer();
  body["utmDetails"] = {{"utm_source", "newsletter"}, {"x", "y"}};
  body["metadata"] = {{"plan", "gold"}, {"n", 1.5}};
  const Answer answer = stack().post("/api/v1/customers", body);
  BOOST_REQUIRE(answer.status == 201);
  const json created = answer.json();
  BOOST_TEST(created["customer"]["email"] == body["email"]);
  BOOST_TEST(answer.header("location") == "/api/v1/customers/" + created["customer"]["id"].get<std::string>());
  BOOST_TEST(created["lead"]["outcome"] == "created");
  BOOST_TEST(created["lead"]["source"]["name"] == "Affiliate One");
  BOOST_TEST(created["tradingAccount"].is_null());
  BOOST_TEST(created["login"]["kind"] == "redirect");
  BOOST_TEST(created["login"]["url"] ==
             stack().env("BASE_URL") + "/auth/login?token=" + created["login"]["token"].get<std::string>());
  BOOST_TEST(created["customer"]["createdAt"].get<std::string>().size() == 27U);
  const json lead = lead_of(body["email"]);
  BOOST_TEST(lead["customerId"] == created["customer"]["id"]);
  BOOST_TEST(lead["metadata"] == body["metadata"]);
  BOOST_TEST(lead["firstTouch"]["utmDetails"] == body["utmDetails"]);
  BOOST_TEST(lead["touches"][0]["apiKey"] == "Demo partner");
  stack().note_secret(created["login"]["token"]);
  stack().note_secret(body["email"]);
  stack().note_secret(body["password"]);
}

BOOST_AUTO_TEST_CASE(the_language_of_the_customer_is_kept_in_its_canonical_case) {
  json body = new_customer();
  body["language"] = " PT-br ";
  const json created = stack().post("/api/v1/customers", body).json();
  const auto language_of = [](const json& customer) {
    const std::string path = "/api/v1/customers/" + customer["customer"]["id"].get<std::string>();
    return stack().http().get(path, {{"X-Api-Key", stack().api_key()}}).json()["customer"]["language"];
  };
  BOOST_TEST(language_of(created) == "pt-BR");
  BOOST_TEST(language_of(stack().post("/api/v1/customers", new_customer()).json()).is_null());
  const json email = new_customer()["email"];
  BOOST_TEST(stack().post("/api/v1/leads", {{"email", email}, {"language", "pt_BR"}}).status == 422);
  BOOST_TEST(stack().post("/api/v1/leads", {{"email", email}, {"language", "pt-BR"}}).status == 201);
}

// What somebody typed or pasted, or a link collected, costs no customer: it is taken, and the answer says what is odd.
BOOST_AUTO_TEST_CASE(what_is_odd_but_harmless_is_taken_with_warnings) {
  json body = new_customer();
  body["phone"] = "\u202a+229\u00a001\u201197 00 00 00\u202c";
  body["phoneCountryCode"] = "BJ";
  body["nationalityCountryCode"] = "XK";
  body["ip"] = "203.0.113.7";
  body["utmDetails"] = {{"campaign_id", 23851234567}, {"data_referrer", std::string(1001, 'r')}};
  const Answer answer = stack().post("/api/v1/customers", body);
  BOOST_REQUIRE(answer.status == 201);
  const json told = answer.json()["warnings"];
  std::set<std::string> warnings;
  for (const auto& warning : told) {
    warnings.insert(warning["pointer"].get<std::string>() + " " + warning["code"].get<std::string>());
  }
  BOOST_TEST((warnings == std::set<std::string>{"/phone phone_unverified", "/utmDetails/data_referrer value_cut"}));
  BOOST_TEST(lead_of(body["email"])["firstTouch"]["utmDetails"]["campaign_id"] == "23851234567");
  const Answer lead = stack().post("/api/v1/leads", {{"email", new_customer()["email"]}, {"phone", "+35796404142"}});
  BOOST_TEST(lead.status == 201);
  BOOST_TEST(lead.json()["warnings"] == json::array());
  body["ip"] = "10.0.0.1";
  const Answer refused = stack().post("/api/v1/customers", body);
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(refused.json()["errors"][0]["code"] == "address_not_public");
}

// By customers and by leads, however either was written; one's own number is nobody else's.
BOOST_AUTO_TEST_CASE(the_number_of_somebody_else_is_taken_with_a_warning) {
  const auto warnings = [](const std::string& path, const json& body) {
    std::set<std::string> codes;
    const json answer = stack().post(path, body).json();
    for (const auto& warning : answer.at("warnings")) codes.insert(warning["code"]);
    return codes;
  };
  using Codes = std::set<std::string>;
  json lead{{"email", new_customer()["email"]}, {"phone", "+35796515253"}};
  BOOST_TEST(warnings("/api/v1/leads", lead).empty());
  BOOST_TEST(warnings("/api/v1/leads", lead).empty());
  json customer = new_customer();
  customer["email"] = lead["email"];
  customer["phone"] = "00357 96 515 253";
  BOOST_TEST(warnings("/api/v1/customers?dryRun=true", customer).empty());
  BOOST_TEST(warnings("/api/v1/customers", customer).empty());
  lead["email"] = "somebody.else." + lead["email"].get<std::string>();
  BOOST_TEST((warnings("/api/v1/leads?dryRun=true", lead) == Codes{"phone_known"}));
  BOOST_TEST((warnings("/api/v1/leads", lead) == Codes{"phone_known"}));
  customer["email"] = new_customer()["email"].get<std::string>() + ".mailinator.com";
  BOOST_TEST((warnings("/api/v1/customers?dryRun=true", customer) == Codes{"email_disposable", "phone_known"}));
  BOOST_TEST((warnings("/api/v1/customers", customer) == Codes{"email_disposable", "phone_known"}));
}

BOOST_AUTO_TEST_CASE(a_lead_whose_metadata_is_full_says_so) {
  json lead{{"email", new_customer()["email"]}};
  Answer answer;
  for (int call = 0; call < 5; ++call) {
    json metadata = json::object();
    for (int i = 0; i < 50; ++i)
      metadata["k" + std::to_string(call) + "_" + std::to_string(i)] = std::string(1000, 'x');
    lead["metadata"] = metadata;
    answer = stack().post("/api/v1/leads", lead);
    if (call == 2) BOOST_TEST(answer.json()["warnings"] == json::array());
  }
  BOOST_REQUIRE(answer.status == 200);
  BOOST_TEST(answer.json()["warnings"][0]["code"] == "metadata_full");
  lead.erase("metadata");
  BOOST_TEST(stack().post("/api/v1/leads", lead).json()["warnings"] == json::array());
  BOOST_TEST(lead_of(lead["email"])["metadata"].size() == 150U);
}

BOOST_AUTO_TEST_CASE(a_lead_of_the_same_email_is_matched) {
  const json body = new_customer();
  const Answer lead =
      stack().post("/api/v1/leads", {{"email", body["email"]}, {"utmDetails", {{"utm_source", "first"}}}});
  BOOST_TEST(lead.status == 201);
  BOOST_TEST(stack().post("/api/v1/leads", {{"email", body["email"]}}).status == 200);
  const json created = stack().post("/api/v1/customers", body).json();
  BOOST_TEST(created["lead"]["outcome"] == "matched");
  BOOST_TEST(created["lead"]["id"] == lead.json()["lead"]["id"]);
  const json shown = lead_of(body["email"]);
  BOOST_TEST(shown["firstTouch"]["utmDetails"]["utm_source"] == "first");
  BOOST_TEST(shown["touches"].size() == 3U);
  BOOST_TEST(shown["firstName"] == "Maria");
}

BOOST_AUTO_TEST_CASE(the_source_s_name_is_kept_when_the_user_is_removed) {
  BOOST_TEST(stack().latchkey("user create --email gone@example.com --first-name Gone --last-name Soon").exit_code ==
             0);
  const json body = new_customer();
  const auto key = make_key("--name gone --right customers:create --user gone@example.com");
  BOOST_TEST(
      stack()
          .post_text("/api/v1/customers", body.dump(), {{"X-Api-Key", key}, {"Content-Type", "application/json"}})
          .status == 201);
  stack().connect()->execute_text("UPDATE users SET removed_at = UTC_TIMESTAMP(6) WHERE email = 'gone@example.com'");
  BOOST_TEST(lead_of(body["email"])["source"] == "Gone Soon");
  BOOST_TEST(stack()
                 .post_text("/api/v1/customers", new_customer().dump(),
                            {{"X-Api-Key", key}, {"Content-Type", "application/json"}})
                 .json()["code"] == "user_disabled");
}

BOOST_AUTO_TEST_CASE(hostile_text_is_stored_as_it_is) {
  json body = new_customer();
  body["firstName"] = "Robert'); DROP TABLE customers;--";
  body["lastName"] = "<script>alert(\"x\")</script> \xf0\x9f\x98\x80";
  body["email"] = "o'brien--" + latchkey::Uuid::make().text() + "@example.com";
  body["metadata"] = {{"<b>\"'", "' OR 1=1 --"}};
  const Answer answer = stack().post("/api/v1/customers", body);
  BOOST_REQUIRE(answer.status == 201);
  const Answer read = stack().http().get(answer.header("location"), {{"X-Api-Key", stack().api_key()}});
  BOOST_TEST(read.json()["customer"]["firstName"] == body["firstName"]);
  BOOST_TEST(read.json()["customer"]["lastName"] == body["lastName"]);
  BOOST_TEST(lead_of(body["email"])["metadata"] == body["metadata"]);
}

BOOST_AUTO_TEST_CASE(optional_null_counts_as_absent_except_login) {
  json body = new_customer();
  body["utmDetails"] = nullptr;
  body["metadata"] = nullptr;
  body["tradingAccount"] = nullptr;
  body["login"] = nullptr;
  const json created = stack().post("/api/v1/customers", body).json();
  BOOST_TEST(created["login"].is_null());
  BOOST_TEST(created["customer"].is_object());
}

BOOST_AUTO_TEST_CASE(the_password_is_stored_as_argon2id_alone) {
  const json body = new_customer();
  BOOST_TEST(stack().post("/api/v1/customers", body).status == 201);
  const auto hash =
      stack()
          .connect()
          ->query("SELECT password_hash FROM customers WHERE email = ?", {body["email"].get<std::string>()})
          .at(0)
          .text("password_hash");
  BOOST_TEST(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

BOOST_AUTO_TEST_CASE(sixteen_creates_of_one_email_make_one_customer) {
  for (int round = 0; round < 3; ++round) {
    json body = new_customer();
    const std::string email = body["email"];
    std::atomic<int> created{0};
    std::atomic<int> refused{0};
    run_together(16, [&](int i) {
      json own = body;
      if (i % 2 == 1) own["email"] = " " + email + " ";
      const int status = stack().post("/api/v1/customers", own).status;
      if (status == 201) ++created;
      if (status == 409) ++refused;
    });
    BOOST_TEST(created == 1);
    BOOST_TEST(refused == 15);
    BOOST_TEST(count("SELECT COUNT(*) AS count FROM customers WHERE email = ?", email) == 1);
    BOOST_TEST(count("SELECT COUNT(*) AS count FROM leads WHERE email = ?", email) == 1);
    BOOST_TEST(count("SELECT COUNT(*) AS count FROM touches t JOIN leads l ON l.id = t.lead_id WHERE l.email = ?",
                     email) == 1);
  }
}

BOOST_AUTO_TEST_CASE(trading_account_not_configured) {
  json body = new_customer();
  body["tradingAccount"] = json::object();
  const auto db = stack().connect();
  db->execute_text("UPDATE trading_platforms SET is_enabled = FALSE");
  const Answer answer = stack().post("/api/v1/customers", body);
  db->execute_text("UPDATE trading_platforms SET is_enabled = TRUE");
  BOOST_TEST(answer.status == 422);
  BOOST_TEST(answer.json()["errors"][0]["pointer"] == "/tradingAccount");
  BOOST_TEST(count("SELECT COUNT(*) AS count FROM customers WHERE email = ?", body["email"]) == 0);
}

BOOST_AUTO_TEST_CASE(trading_account_is_checked_and_queued) {
  const auto db = stack().connect();
  db->execute_text(
      "INSERT INTO trading_platforms (id, name, kind, host, port, manager_login, created_at) VALUES "
      "(REPEAT('p', 16), 'MT5 Live', 'mt5', '127.0.0.1', 1, '1', UTC_TIMESTAMP(6))");
  db->execute_text(
      "INSERT INTO platform_groups (id, platform_id, account_type, currency, group_name, leverages, default_leverage, "
      "default_marker, created_at) "
      "VALUES (REPEAT('g', 16), REPEAT('p', 16), 'standard', 'EUR', 'real\\\\eur', '100,200', 100, 1, "
      "UTC_TIMESTAMP(6)), "
      "(REPEAT('h', 16), REPEAT('p', 16), 'pro', 'USD', 'real\\\\usd', '500', 500, NULL, UTC_TIMESTAMP(6))");
  struct Row {
    json wish;
    std::string wrong;  // the pointer's last part; empty when it is taken
  };
  for (const Row& row :
       {Row{json::object(), ""}, Row{{{"accountType", "pro"}, {"leverage", 500}}, ""},
        Row{{{"currency", "EUR"}, {"leverage", 200}}, ""}, Row{{{"platform", "None"}}, "platform"},
        Row{{{"accountType", "vip"}}, "accountType"}, Row{{{"accountType", "pro"}, {"currency", "EUR"}}, "currency"},
        Row{{{"leverage", 300}}, "leverage"}, Row{{{"leverage", "100"}}, "leverage"},
        Row{{{"leverage", -1}}, "leverage"}, Row{{{"plattform", "x"}}, "plattform"}}) {
    BOOST_TEST_CONTEXT(row.wish.dump()) {
      json body = new_customer();
      body["tradingAccount"] = json{{"platform", "MT5 Live"}};
      body["tradingAccount"].update(row.wish);
      const Answer answer = stack().post("/api/v1/customers", body);
      if (row.wrong.empty()) {
        BOOST_REQUIRE(answer.status == 201);
        BOOST_TEST(answer.json()["tradingAccount"]["status"] == "pending");
        BOOST_TEST(answer.json()["tradingAccount"]["platform"] == "MT5 Live");
        const Answer read = stack().http().get(answer.header("location"), {{"X-Api-Key", stack().api_key()}});
        BOOST_TEST(read.json()["tradingAccounts"][0]["id"] == answer.json()["tradingAccount"]["id"]);
      } else {
        BOOST_TEST(answer.status == 422);
        BOOST_TEST(answer.json()["errors"][0]["pointer"] == "/tradingAccount/" + row.wrong);
        BOOST_TEST(count("SELECT COUNT(*) AS count FROM leads WHERE email = ?", body["email"]) == 0);
      }
    }
  }
  db->execute_text("UPDATE trading_platforms SET is_enabled = FALSE WHERE name = 'MT5 Live'");
}

BOOST_AUTO_TEST_CASE(read_back_for_the_key_that_created_it_alone) {
  const Answer created = stack().post("/api/v1/customers", new_customer());
  const std::string path = created.header("location");
  const json read = stack().http().get(path, {{"X-Api-Key", stack().api_key()}}).json();
  BOOST_TEST(read["customer"]["status"] == "active");
  BOOST_TEST(read["customer"]["phone"] == "+35799123456");
  BOOST_TEST(read["lead"]["source"]["name"] == "Affiliate One");
  BOOST_TEST(read["tradingAccounts"] == json::array());
  const auto other = make_key("--name reader --right customers:create");
  BOOST_TEST(stack().http().get(path, {{"X-Api-Key", other}}).status == 404);
  BOOST_TEST(stack()
                 .http()
                 .get("/api/v1/customers/" + latchkey::Uuid::make().text(), {{"X-Api-Key", stack().api_key()}})
                 .status == 404);
  BOOST_TEST(stack().http().get("/api/v1/customers/x", {{"X-Api-Key", stack().api_key()}}).status == 404);
}

BOOST_AUTO_TEST_CASE(a_replay_gets_the_same_answer_with_a_new_token) {
  const json body = new_customer();
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  const Answer first = stack().post("/api/v1/customers", body, key);
  const Answer second = stack().post("/api/v1/customers", body, key);
  BOOST_TEST(first.status == 201);
  BOOST_TEST(first.header("idempotent-replayed").empty());
  BOOST_TEST(second.status == 201);
  BOOST_TEST(second.header("idempotent-replayed") == "true");
  BOOST_TEST(second.header("location") == first.header("location"));
  json a = first.json();
  json b = second.json();
  BOOST_TEST(a["login"]["token"] != b["login"]["token"]);
  const auto login = [](const json& answer) {
    return stack().http().get("/auth/login?token=" + answer["login"]["token"].get<std::string>()).status;
  };
  BOOST_TEST(login(a) == 410);
  BOOST_TEST(login(b) == 303);
  a.erase("login");
  b.erase("login");
  BOOST_TEST(a == b);
  const auto kept =
      stack()
          .connect()
          ->query("SELECT COUNT(*) AS count FROM idempotency_keys WHERE answer LIKE '%lt_%' OR answer LIKE '%sunny%'")
          .at(0);
  BOOST_TEST(kept.integer("count") == 0);
}

BOOST_AUTO_TEST_CASE(a_replay_after_the_token_was_spent_has_no_login) {
  const json body = new_customer();
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  const json first = stack().post("/api/v1/customers", body, key).json();
  BOOST_TEST(stack().http().get("/auth/login?token=" + first["login"]["token"].get<std::string>()).status == 303);
  BOOST_TEST(stack().post("/api/v1/customers", body, key).json()["login"].is_null());
}

BOOST_AUTO_TEST_CASE(a_replay_is_answered_whatever_became_of_menu_and_platform) {
  const auto db = stack().connect();
  db->execute_text(
      "INSERT INTO trading_platforms (id, name, kind, host, port, manager_login, created_at) VALUES "
      "(REPEAT('r', 16), 'MT5 Replay', 'mt5', '127.0.0.1', 1, '1', UTC_TIMESTAMP(6))");
  db->execute_text(
      "INSERT INTO platform_groups (id, platform_id, account_type, currency, group_name, leverages, default_leverage, "
      "default_marker, created_at) VALUES (REPEAT('s', 16), REPEAT('r', 16), 'standard', 'EUR', 'real', '100', 100, 1, "
      "UTC_TIMESTAMP(6))");
  json body = new_customer();
  body["tradingAccount"] = {{"platform", "MT5 Replay"}};
  body["login"] = {{"returnUrl", "/wallet/deposit"}};
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  const Answer first = stack().post("/api/v1/customers", body, key);
  db->execute_text("UPDATE trading_platforms SET is_enabled = FALSE WHERE name = 'MT5 Replay'");
  db->execute_text("UPDATE menus SET is_enabled = FALSE WHERE path = '/wallet/deposit'");
  const Answer second = stack().post("/api/v1/customers", body, key);
  body["email"] = new_customer()["email"];
  body["phone"] = "1";
  const Answer fresh = stack().post("/api/v1/customers", body);
  db->execute_text("UPDATE menus SET is_enabled = TRUE WHERE path = '/wallet/deposit'");
  BOOST_TEST(first.status == 201);
  BOOST_TEST(second.status == 201);
  BOOST_TEST(second.header("idempotent-replayed") == "true");
  BOOST_TEST(second.json()["tradingAccount"] == first.json()["tradingAccount"]);
  BOOST_TEST(second.json()["login"].is_object());
  // A new call hears of them, together with what is wrong in its body alone.
  BOOST_TEST(fresh.status == 422);
  std::set<std::string> pointers;
  const json told = fresh.json();
  for (const auto& error : told["errors"]) pointers.insert(error["pointer"]);
  BOOST_TEST((pointers == std::set<std::string>{"/phone", "/login/returnUrl", "/tradingAccount/platform"}));
}

BOOST_AUTO_TEST_CASE(another_body_or_password_under_the_same_key_is_a_mismatch) {
  json body = new_customer();
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  BOOST_TEST(stack().post("/api/v1/customers", body, key).status == 201);
  body["password"] = "sunny day 8";
  const Answer other = stack().post("/api/v1/customers", body, key);
  BOOST_TEST(other.status == 422);
  BOOST_TEST(other.json()["code"] == "idempotency_mismatch");
}

BOOST_AUTO_TEST_CASE(only_successes_are_kept) {
  json body = new_customer();
  body["phone"] = "1";
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  BOOST_TEST(stack().post("/api/v1/customers", body, key).status == 422);
  body["phone"] = "+35799123456";
  BOOST_TEST(stack().post("/api/v1/customers", body, key).status == 201);
}

BOOST_AUTO_TEST_CASE(eight_requests_with_one_key_are_carried_out_once) {
  const json body = new_customer();
  const Headers key{{"Idempotency-Key", latchkey::Uuid::make().text()}};
  std::mutex mutex;
  std::set<std::string> ids;
  int fresh = 0;
  int others = 0;
  run_together(8, [&](int) {
    Answer answer = stack().post("/api/v1/customers", body, key);
    while (answer.status == 409 && answer.json()["code"] == "idempotency_in_progress")
      answer = stack().post("/api/v1/customers", body, key);
    const std::scoped_lock lock(mutex);
    if (answer.status != 201) ++others;
    if (answer.status == 201 && answer.header("idempotent-replayed").empty()) ++fresh;
    if (answer.status == 201) ids.insert(answer.json()["customer"]["id"]);
  });
  BOOST_TEST(fresh == 1);
  BOOST_TEST(others == 0);
  BOOST_TEST(ids.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_lead_needs_the_right_and_its_email) {
  const auto key = make_key("--name no-leads --right customers:create");
  BOOST_TEST(
      stack().post_text("/api/v1/leads", "{}", {{"X-Api-Key", key}, {"Content-Type", "application/json"}}).status ==
      403);
  const Answer answer = stack().post("/api/v1/leads", {{"password", "x"}});
  BOOST_TEST(answer.status == 422);
  BOOST_TEST(answer.json()["errors"].size() == 2U);
}

BOOST_AUTO_TEST_CASE(endpoints_are_told_that_are_enabled_when_the_call_begins) {
  const auto told = [](const char* path) {
    json body = new_customer();
    if (path == std::string("/api/v1/leads")) body.erase("password");
    const Answer answer = stack().post(path, body);
    BOOST_REQUIRE(answer.status == 201);
    return count("SELECT COUNT(*) AS count FROM deliveries WHERE lead_id = UNHEX(REPLACE(?, '-', ''))",
                 answer.json()["lead"]["id"].get<std::string>());
  };
  const auto db = stack().connect();
  for (const char* path : {"/api/v1/customers", "/api/v1/leads"}) {
    BOOST_TEST_CONTEXT(path) {
      BOOST_TEST(told(path) > 0);
      db->execute("UPDATE endpoints SET state = 'disabled'");
      BOOST_TEST(told(path) == 0);
      db->execute("UPDATE endpoints SET state = 'enabled'");
      BOOST_TEST(told(path) > 0);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
