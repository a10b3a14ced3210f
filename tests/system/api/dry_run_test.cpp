// Contract section 3: ?dryRun=true of the two creations, held against what the same call really gets.
#include <boost/test/unit_test.hpp>
#include <functional>
#include <map>

#include "base/uuid.hpp"
#include "support/stack.hpp"
#include "system/still_daemons.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::string make_key(const std::string& options) {
  const auto made =
      stack().latchkey("api-key create --name " + quoted("dry " + latchkey::Uuid::make().text()) + " " + options);
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.errors);
  const std::string value = made.output.substr(0, made.output.find('\n'));
  stack().note_secret(value);
  return value;
}

const std::string rights = "--right customers:create --right leads:create ";

// Of every table but the log of calls. When a key was used last is put so far ahead that no call writes it.
std::map<std::string, std::string> checksums() {
  const auto db = stack().connect();
  db->execute("UPDATE api_keys SET last_used_at = '2999-01-01', last_refused_at = '2999-01-01'");
  std::map<std::string, std::string> sums;
  for (const auto& table : db->query(R"sql(
      SELECT table_name AS name
      FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_name <> 'api_calls')sql")) {
    const std::string name = table.text("name");
    const auto sum = db->query("CHECKSUM TABLE " + name + " EXTENDED").at(0).text_or("Checksum", "");
    sums[name] = sum + " of " + db->query("SELECT COUNT(*) AS rows_ FROM " + name).at(0).text("rows_");
  }
  return sums;
}

void check_same(const std::map<std::string, std::string>& before) {
  for (const auto& [table, sum] : checksums()) {
    BOOST_TEST_CONTEXT(table) { BOOST_TEST(before.at(table) == sum); }
  }
}

struct Creation {
  std::string about;
  std::string path = "/api/v1/customers";
  std::string body = new_customer().dump();
  Headers headers = {};
  std::string key = stack().api_key();
};

Answer send(const Creation& creation, const std::string& query = "") {
  Headers headers = creation.headers;
  if (!creation.key.empty()) headers.emplace_back("X-Api-Key", creation.key);
  const bool has_type = std::ranges::any_of(headers, [](const auto& header) { return header.first == "Content-Type"; });
  if (!has_type) headers.emplace_back("Content-Type", "application/json");
  return stack().post_text(creation.path + query, creation.body, headers);
}

std::string lead_body(const std::string& country = "") {
  json body{{"email", latchkey::Uuid::make().text() + "@example.com"}};
  if (!country.empty()) body["phoneCountryCode"] = country;
  return body.dump();
}

std::string changed(const json& change) {
  json body = new_customer();
  body.merge_patch(change);
  return body.dump();
}

json problem_of(const Answer& answer) {
  json problem = answer.json();
  problem.erase("requestId");
  return problem;
}

// A key that has used up what `options` allow.
std::string make_full_key(const std::string& options) {
  const std::string key = make_key(rights + options);
  BOOST_REQUIRE(send({.about = "fills", .path = "/api/v1/leads", .body = lead_body("CY"), .key = key}).status == 201);
  return key;
}

Creation existing(const std::string& about, const std::string& first_key, const std::string& key) {
  const std::string body = new_customer().dump();
  BOOST_REQUIRE(send({.about = about, .body = body, .key = first_key}).status == 201);
  return {.about = about, .body = body, .key = key};
}

Creation with_used_idempotency_key() {
  const std::string value = latchkey::Uuid::make().text();
  const Headers headers{{"Idempotency-Key", value}};
  BOOST_REQUIRE(send({.about = "first", .headers = headers}).status == 201);
  return {.about = "idempotency mismatch", .headers = headers};
}

std::vector<Creation> refused_creations() {
  const std::string own = make_key(rights);
  const std::string leads = "/api/v1/leads";
  std::vector<Creation> creations{
      {.about = "no key", .key = ""},
      {.about = "unknown key", .key = "lk_" + std::string(43, 'A')},
      {.about = "no right", .key = make_key("--right leads:create")},
      {.about = "no right for leads", .path = leads, .key = make_key("--right customers:create")},
      {.about = "address", .key = make_key(rights + "--allow 192.0.2.7/32")},
      {.about = "no JSON", .body = "{"},
      {.about = "empty", .body = ""},
      {.about = "type", .headers = {{"Content-Type", "text/plain"}}},
      {.about = "too large", .body = std::string(65'537, ' ')},
      {.about = "many fields", .body = R"({"phone": 7, "utmDetails": [1], "x": 1})"},
      {.about = "a lead's fields", .path = leads, .body = R"({"phone": "12"})"},
      {.about = "password", .body = changed({{"password", "short"}})},
      {.about = "language", .body = changed({{"language", "en_US"}})},
      {.about = "returnUrl", .body = changed({{"login", {{"returnUrl", "/nowhere"}}}})},
      {.about = "platform", .body = changed({{"tradingAccount", {{"platform", "Nowhere"}}}})},
      {.about = "field and platform",
       .body = changed({{"firstName", ""}, {"tradingAccount", {{"platform", "Nowhere"}}}})},
      {.about = "idempotency key", .headers = {{"Idempotency-Key", "a b"}}},
      {.about = "idempotency key of a lead", .path = leads, .body = lead_body(), .headers = {{"Idempotency-Key", ""}}},
      with_used_idempotency_key(),
      existing("own customer", own, own),
      existing("other's customer", own, stack().api_key()),
      {.about = "country", .body = new_customer().dump(), .key = make_key(rights + "--deny-country CY")},
      {.about = "a lead's country",
       .path = leads,
       .body = lead_body("FR"),
       .key = make_key(rights + "--allow-country CY")},
  };
  for (const std::string options : {"--total 1", "--per-hour 1", "--per-day 1", "--per-country CY=1"}) {
    const std::string key = make_full_key(options);
    creations.push_back({.about = options, .key = key});
    creations.push_back({.about = options + " for leads", .path = leads, .body = lead_body("CY"), .key = key});
  }
  return creations;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(dry_run, StillDaemons)

// The real call is refused as well, so it changes nothing between the two.
BOOST_AUTO_TEST_CASE(what_would_be_refused_is_refused_alike) {
  for (const auto& creation : refused_creations()) {
    BOOST_TEST_CONTEXT(creation.about) {
      const auto before = checksums();
      const Answer dry = send(creation, "?dryRun=true");
      const Answer real = send(creation);
      BOOST_TEST(real.status >= 400, real.body);
      BOOST_TEST(dry.status == real.status, dry.body);
      BOOST_TEST(problem_of(dry) == problem_of(real));
      BOOST_TEST(dry.header("retry-after").empty() == real.header("retry-after").empty());
      check_same(before);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_would_be_taken_is_foretold_and_nothing_is_written) {
  json body = new_customer();
  body["phone"] = "+35796707172";  // nobody else's
  body["utmDetails"] = {{"data_referrer", std::string(1001, 'r')}};
  const Creation customer{.about = "customer", .body = body.dump(), .headers = {{"Idempotency-Key", body["email"]}}};
  const Creation lead{.about = "lead",
                      .path = "/api/v1/leads",
                      .body = json{{"email", body["email"]}}.dump(),
                      .headers = {{"Idempotency-Key", "lead " + body["email"].get<std::string>()}}};
  const Creation plain_lead{.about = "lead", .path = lead.path, .body = lead.body};
  const auto dry_matches = [](const Creation& creation, const std::string& outcome) {
    const auto before = checksums();
    const Answer dry = send(creation, "?dryRun=true");
    BOOST_TEST(dry.status == 200, dry.body);
    BOOST_TEST(dry.json()["dryRun"] == true);
    BOOST_TEST(dry.json()["lead"] == json({{"outcome", outcome}}));
    BOOST_TEST(dry.json().size() == 3U);
    check_same(before);
    return dry.json()["warnings"];
  };
  BOOST_TEST(dry_matches(plain_lead, "created") == json::array());
  dry_matches({.about = "account", .body = changed({{"tradingAccount", json::object()}})}, "created");
  const json foretold = dry_matches(customer, "created");
  BOOST_REQUIRE(foretold.size() == 1U);
  BOOST_TEST(send(plain_lead, "?dryRun=false").status == 201);
  dry_matches(plain_lead, "matched");
  dry_matches(customer, "matched");
  const Answer real = send(customer);
  BOOST_REQUIRE(real.status == 201);
  BOOST_TEST(real.json()["warnings"] == foretold);
  BOOST_TEST(real.header("idempotent-replayed").empty());
  // The same request again would get the kept answer.
  BOOST_TEST(dry_matches(customer, "matched") == foretold);
  BOOST_TEST(send(plain_lead, "?dryRun=true").json()["lead"]["outcome"] == "matched");
  stack().note_secret(body["email"]);
  stack().note_secret(body["password"]);
}

BOOST_AUTO_TEST_CASE(a_dry_run_takes_no_place_of_a_limit) {
  const std::string key = make_key(rights + "--per-day 1");
  const auto lead = [&] { return Creation{.about = "", .path = "/api/v1/leads", .body = lead_body(), .key = key}; };
  for (int i = 0; i < 3; ++i) BOOST_TEST(send(lead(), "?dryRun=true").status == 200);
  BOOST_TEST(stack().http().get("/api/v1/key", {{"X-Api-Key", key}}).json()["used"]["total"] == 0);
  BOOST_TEST(send(lead()).status == 201);
  BOOST_TEST(send(lead(), "?dryRun=true").status == 429);
}

BOOST_AUTO_TEST_CASE(a_value_that_is_neither_true_nor_false_creates_nothing) {
  const auto before = checksums();
  for (const std::string path : {"/api/v1/customers", "/api/v1/leads"}) {
    for (const std::string query : {"?dryRun=", "?dryRun", "?dryRun=1", "?dryRun=TRUE", "?dryRun=true&dryRun=false",
                                    "?dryRun=true&dryRun=true", "?a=%zz&dryRun=true", "?dryRun=%74rue%20"}) {
      BOOST_TEST_CONTEXT(path << query) {
        const Answer answer = send({.about = "", .path = path, .body = lead_body()}, query);
        BOOST_TEST(answer.status == 422, answer.body);
        BOOST_TEST(answer.json()["code"] == "validation_failed");
        BOOST_TEST(answer.json()["errors"].size() == 1U);
        BOOST_TEST(answer.json()["errors"][0]["parameter"] == "dryRun");
      }
    }
  }
  check_same(before);
  BOOST_TEST(send({.about = "", .path = "/api/v1/leads", .body = lead_body()}, "?x=1&x=2&dry=%zz").status == 201);
}

BOOST_AUTO_TEST_SUITE_END()
