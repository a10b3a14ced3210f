// Contract section 10: the report of leads, through the whole stack.
#include <boost/test/unit_test.hpp>

#include "base/uuid.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::string make_key(const std::string& options) {
  const auto made =
      stack().latchkey("api-key create --name 'reports " + latchkey::Uuid::make().text() + "' " + options);
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.errors);
  const std::string value = made.output.substr(0, made.output.find('\n'));
  stack().note_secret(value);
  return value;
}

constexpr auto creating = "--right customers:create --right leads:create --right leads:update --right reports:read";

struct Reports {
  Reports() : key(make_key(creating)) {}

  static Answer ask(const std::string& value, const std::string& query = "") {
    return stack().http().get("/api/v1/reports/leads" + (query.empty() ? "" : "?" + query), {{"X-Api-Key", value}});
  }
  Answer post(const std::string& path, const json& body) const {
    return stack().post_text(path, body.dump(), {{"X-Api-Key", key}, {"Content-Type", "application/json"}});
  }
  // Once it lists so many leads: a change is told when it is 5 s old.
  json wait_for(std::size_t count, const std::string& query = "") const {
    json page;
    BOOST_TEST(holds_within(std::chrono::milliseconds{8000}, [&] {
      page = ask(key, query).json();
      return page["leads"].size() == count;
    }));
    return page;
  }
  std::string key;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reports, Reports)

BOOST_AUTO_TEST_CASE(a_partner_follows_what_becomes_of_his_leads) {
  json lead{{"email", latchkey::Uuid::make().text() + "@example.com"},
            {"language", "pt-br"},
            {"utmDetails", {{"utm_source", "newsletter"}}},
            {"metadata", {{"plan", "gold"}, {"age", 41}}}};
  const std::string lead_id = post("/api/v1/leads", lead).json()["lead"]["id"];
  const json made = post("/api/v1/customers", new_customer()).json();
  BOOST_TEST(ask(key).json()["leads"].empty());
  BOOST_TEST(ask(key).json()["nextCursor"].is_null());

  const json page = wait_for(2);
  const json first = page["leads"][0];
  BOOST_TEST(first["leadId"] == lead_id);
  BOOST_TEST(first["customerId"].is_null());
  BOOST_TEST(first["registeredAt"] == first["modifiedAt"]);
  BOOST_TEST(first["status"] == "New");
  BOOST_TEST(first["statusGroup"] == "new");
  BOOST_TEST(first["isDepositor"] == false);
  BOOST_TEST(first["firstDepositAt"].is_null());
  BOOST_TEST(first["country"].is_null());
  BOOST_TEST(first["language"] == "pt-BR");
  BOOST_TEST(first["source"].is_null());
  BOOST_TEST(first["apiKey"].get<std::string>().starts_with("reports "));
  BOOST_TEST(first["firstTouch"]["utmDetails"] == lead["utmDetails"]);
  BOOST_TEST(first["firstTouch"]["metadata"] == lead["metadata"]);
  BOOST_TEST(first["latestTouch"] == first["firstTouch"]);
  BOOST_TEST(first["tradingAccounts"].empty());
  BOOST_TEST(!first.contains("email"));
  const json second = page["leads"][1];
  BOOST_TEST(second["customerId"] == made["customer"]["id"]);
  BOOST_TEST(second["leadId"] == made["lead"]["id"]);
  BOOST_TEST(second["statusGroup"] == "converted");
  BOOST_TEST(second["country"] == "CY");

  // The lead changes, and comes again behind the cursor.
  const std::string cursor = page["nextCursor"];
  BOOST_TEST(ask(key, "cursor=" + cursor).json()["nextCursor"].is_null());
  const Answer changed =
      stack().http().send("PATCH", "/api/v1/leads/" + lead_id,
                          {{"X-Api-Key", key}, {"Content-Type", "application/json"}}, R"({"status": "In progress"})");
  BOOST_TEST(changed.status == 200, changed.body);
  lead["metadata"] = {{"plan", "silver"}};
  BOOST_TEST(post("/api/v1/leads", lead).status == 200);
  const json next = wait_for(1, "cursor=" + cursor);
  BOOST_TEST(next["leads"][0]["leadId"] == lead_id);
  BOOST_TEST(next["leads"][0]["status"] == "In progress");
  BOOST_TEST(next["leads"][0]["modifiedAt"] > changed.json()["lead"]["modifiedAt"]);
  BOOST_TEST(next["leads"][0]["firstTouch"] == first["firstTouch"]);
  BOOST_TEST(next["leads"][0]["latestTouch"]["metadata"] == lead["metadata"]);

  BOOST_TEST(ask(key, "statusGroup=converted").json()["leads"].size() == 1U);
  BOOST_TEST(ask(key, "status=In%20progress").json()["leads"].size() == 1U);
  BOOST_TEST(ask(key, "limit=1").json()["leads"][0]["leadId"] == second["leadId"]);
  // Somebody else's leads and cursor.
  const std::string other = make_key(creating);
  BOOST_TEST(ask(other).json()["leads"].empty());
  const Answer foreign = ask(other, "cursor=" + cursor);
  BOOST_TEST(foreign.status == 422);
  BOOST_TEST(foreign.json()["errors"][0]["code"] == "wrong_cursor");
}

BOOST_AUTO_TEST_CASE(personal_data_needs_its_own_right) {
  key = make_key(std::string(creating) + " --right reports:personal");
  const json body = new_customer();
  BOOST_TEST(post("/api/v1/customers", body).status == 201);
  const json lead = wait_for(1)["leads"][0];
  BOOST_TEST(lead["email"] == body["email"]);
  BOOST_TEST(lead["firstName"] == body["firstName"]);
  BOOST_TEST(lead["lastName"] == body["lastName"]);
  BOOST_TEST(lead["phone"] == body["phone"]);
  for (const std::string options : {"--right customers:create", "--right reports:personal"}) {
    const Answer refused = ask(make_key(options));
    BOOST_TEST(refused.status == 403);
    BOOST_TEST(refused.json()["code"] == "right_missing");
  }
  BOOST_TEST(stack().http().get("/api/v1/reports/leads").status == 401);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_the_address_is_told) {
  struct Row {
    std::string query;
    std::string parameter;
    std::string code;
  };
  for (const Row& row : {
           Row{"limit=501", "limit", "number_out_of_range"},
           Row{"limit=ten", "limit", "invalid"},
           Row{"limit=5&limit=6", "limit", "repeated"},
           Row{"status=Almost", "status", "unknown_status"},
           Row{"statusGroup=%ff", "statusGroup", "invalid"},
           Row{"lastModifiedDateFrom=yesterday", "lastModifiedDateFrom", "invalid"},
           Row{"cursor=" + std::string(96, 'a'), "cursor", "wrong_cursor"},
           Row{"cursor=" + std::string(4000, 'a'), "cursor", "wrong_cursor"},
           Row{"leadId=" + latchkey::Uuid::make().text(), "leadId", "unknown_parameter"},
       }) {
    BOOST_TEST_CONTEXT(row.query) {
      const Answer answer = ask(key, row.query);
      BOOST_TEST(answer.status == 422);
      BOOST_TEST(answer.json()["code"] == "validation_failed");
      const json errors = answer.json()["errors"];
      BOOST_REQUIRE(errors.size() == 1U);
      BOOST_TEST(errors[0]["parameter"] == row.parameter);
      BOOST_TEST(errors[0]["code"] == row.code);
    }
  }
  for (const char* method : {"POST", "PUT", "DELETE"}) {
    const Answer refused = stack().http().send(method, "/api/v1/reports/leads", {{"X-Api-Key", key}}, "");
    BOOST_TEST(refused.status == 405);
    BOOST_TEST(refused.header("allow") == "GET");
  }
}

BOOST_AUTO_TEST_SUITE_END()
