// Contract section 3: POST /api/v1/customers, GET, POST /api/v1/leads.
#include <atomic>
#include <boost/test/unit_test.hpp>

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
