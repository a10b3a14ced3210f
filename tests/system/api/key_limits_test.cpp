// Contract section 10: GET /api/v1/key and the limits of a key, through the whole stack.
#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <chrono>

#include "base/uuid.hpp"
#include "support/run_together.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

// A key of this test alone.
struct Key {
  explicit Key(const std::string& options) : name("limited " + latchkey::Uuid::make().text()) {
    const auto made = stack().latchkey("api-key create --name " + latchkey::test::quoted(name) +
                                       " --right customers:create --right leads:create " + options);
    BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.errors);
    value = made.output.substr(0, made.output.find('\n'));
    stack().note_secret(value);
  }
  Answer post(const std::string& path, const json& body, Headers more = {}) const {
    more.emplace_back("X-Api-Key", value);
    more.emplace_back("Content-Type", "application/json");
    return stack().post_text(path, body.dump(), more);
  }
  Answer lead(const std::string& country = "") const {
    json body{{"email", latchkey::Uuid::make().text() + "@example.com"}};
    if (!country.empty()) body["phoneCountryCode"] = country;
    return post("/api/v1/leads", body);
  }
  Answer customer() const { return post("/api/v1/customers", new_customer()); }
  json own() const { return stack().http().get("/api/v1/key", {{"X-Api-Key", value}}).json(); }
  void change(const std::string& options) const {
    const auto changed = stack().latchkey("api-key change " + quoted(name) + " " + options);
    BOOST_REQUIRE_MESSAGE(changed.exit_code == 0, changed.errors);
  }

  std::string name;
  std::string value;
};

void check_problem(const Answer& answer, int status, const std::string& code) {
  BOOST_TEST(answer.status == status, answer.status << " " << answer.body);
  BOOST_TEST(answer.json()["code"] == code);
}

int retry_after(const Answer& answer) { return std::stoi("0" + answer.header("retry-after")); }

}  // namespace

BOOST_AUTO_TEST_SUITE(key_limits)

BOOST_AUTO_TEST_CASE(a_key_tells_of_itself) {
  const Key plain("");
  BOOST_TEST(plain.lead().status == 201);
  BOOST_TEST(plain.customer().status == 201);
  const json own = plain.own();
  BOOST_TEST(own["name"] == plain.name);
  BOOST_TEST(own["prefix"] == plain.value.substr(0, 8));
  BOOST_TEST(own["rights"] == json({"customers:create", "leads:create"}));
  BOOST_TEST(own["expiresAt"].is_null());
  BOOST_TEST(own["user"].is_null());
  BOOST_TEST(own["limits"].is_null());
  BOOST_TEST(own["used"]["total"] == 2);
  BOOST_TEST(own["opensAt"].is_null());
  const json tied = stack().http().get("/api/v1/key", {{"X-Api-Key", stack().api_key()}}).json();
  BOOST_TEST(tied["user"]["name"] == stack().env("API_KEY_USER"));
  BOOST_TEST(stack().http().get("/api/v1/key").status == 401);
  const Answer posted = plain.post("/api/v1/key", json::object());
  BOOST_TEST(posted.status == 405);
  BOOST_TEST(posted.header("allow") == "GET");
}

BOOST_AUTO_TEST_CASE(the_day_is_full) {
  const Key key("--per-day 2 --time-zone Asia/Kolkata");
  BOOST_TEST(key.lead().status == 201);
  BOOST_TEST(key.customer().status == 201);
  for (const Answer& refused : {key.lead(), key.customer()}) {
    check_problem(refused, 429, "cap_reached");
    BOOST_TEST(refused.json()["limit"] == "perDay");
    BOOST_TEST(retry_after(refused) >= 1);
    BOOST_TEST(retry_after(refused) <= 86400);
  }
  BOOST_TEST(key.own()["limits"]["timeZone"] == "Asia/Kolkata");
  BOOST_TEST(key.own()["used"]["total"] == 2);
  key.change("--per-day 3");
  BOOST_TEST(key.lead().status == 201);
  BOOST_TEST(key.lead().status == 429);
  key.change("--per-day none");
  BOOST_TEST(key.lead().status == 201);
}

BOOST_AUTO_TEST_CASE(the_hour_and_the_total_are_full) {
  const Key hour("--per-hour 1");
  BOOST_TEST(hour.lead().status == 201);
  const Answer full = hour.lead();
  check_problem(full, 429, "cap_reached");
  BOOST_TEST(full.json()["limit"] == "perHour");
  BOOST_TEST(retry_after(full) <= 3600);
  const Key total("--total 1");
  BOOST_TEST(total.customer().status == 201);
  check_problem(total.customer(), 403, "cap_exhausted");
  check_problem(total.lead(), 403, "cap_exhausted");
}

BOOST_AUTO_TEST_CASE(countries_have_their_own_places) {
  const Key key("--per-country CY=1 --deny-country FR");
  BOOST_TEST(key.lead("CY").status == 201);
  const Answer full = key.lead("CY");
  check_problem(full, 429, "cap_reached");
  BOOST_TEST(full.json()["limit"] == "perCountry");
  BOOST_TEST(key.lead("DE").status == 201);
  BOOST_TEST(key.lead().status == 201);
  const Answer denied = key.lead("FR");
  check_problem(denied, 422, "validation_failed");
  BOOST_TEST(denied.json()["errors"][0]["code"] == "country_not_allowed");
  BOOST_TEST(denied.json()["errors"][0]["pointer"] == "/phoneCountryCode");
  const Key allowed("--allow-country CY,DE");
  BOOST_TEST(allowed.lead().json()["errors"][0]["pointer"] == "/phoneCountryCode");
  BOOST_TEST(allowed.lead("DE").status == 201);
}

BOOST_AUTO_TEST_CASE(outside_the_opening_hours_nothing_is_created) {
  // Open on the day after tomorrow alone.
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  static constexpr std::array<const char*, 7> names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  const auto weekday = std::chrono::weekday(today + std::chrono::days{2}).c_encoding();
  const Key key("--open " + quoted(std::string(names.at(weekday)) + " 00:00-24:00"));
  const Answer refused = key.lead();
  check_problem(refused, 429, "outside_hours");
  BOOST_TEST(retry_after(refused) > 86400);
  BOOST_TEST(retry_after(refused) <= 2 * 86400);
  BOOST_TEST(key.own()["opensAt"].is_string());
  key.change("--open none");
  BOOST_TEST(key.lead().status == 201);
}

BOOST_AUTO_TEST_CASE(a_customer_who_is_there_and_wrong_fields_come_first_and_a_replay_always) {
  const Key key("--total 1");
  const json body = new_customer();
  const Headers idempotent{{"Idempotency-Key", "once"}};
  BOOST_TEST(key.post("/api/v1/customers", body, idempotent).status == 201);
  check_problem(key.customer(), 403, "cap_exhausted");
  check_problem(key.post("/api/v1/customers", body), 409, "customer_exists");
  check_problem(key.post("/api/v1/customers", json{{"email", "x"}}), 422, "validation_failed");
  const Answer again = key.post("/api/v1/customers", body, idempotent);
  BOOST_TEST(again.status == 201);
  BOOST_TEST(again.header("idempotent-replayed") == "true");
}

BOOST_AUTO_TEST_CASE(many_at_once_around_the_last_places) {
  static constexpr int callers = 64;
  const Key key("--per-day 10 --total 12");
  std::array<int, callers> statuses{};
  run_together(callers, [&](int i) {
    statuses.at(static_cast<std::size_t>(i)) = i % 8 == 0 ? key.customer().status : key.lead().status;
  });
  BOOST_TEST(std::ranges::count(statuses, 201) == 10);
  BOOST_TEST(key.own()["used"]["total"] == 10);
}

BOOST_AUTO_TEST_CASE(wrong_options_are_told) {
  struct Row {
    const char* options;
    const char* message;
  };
  for (const Row& row :
       {Row{"--per-hour 0", "--per-hour"}, Row{"--per-day x", "--per-day"}, Row{"--per-country CY", "--per-country"},
        Row{"--allow-country Cyprus", "--allow-country"}, Row{"--open 'mon 18:00-09:00'", "two windows"},
        Row{"--time-zone Mars/Base", "--time-zone"}, Row{"--per-day 5 --per-day 6", "--per-day"},
        Row{"--open none --open 'mon 09:00-10:00'", "none stands alone"}}) {
    BOOST_TEST_CONTEXT(row.options) {
      const auto refused =
          stack().latchkey("api-key create --name x" + latchkey::Uuid::make().text() + " " + row.options);
      BOOST_TEST(refused.exit_code == 2);
      BOOST_TEST(refused.errors.find(row.message) != std::string::npos, refused.errors);
    }
  }
  BOOST_TEST(stack().latchkey("api-key change nobody --per-day 5").exit_code == 1);
  BOOST_TEST(stack().latchkey("api-key change nobody").exit_code == 2);
}

BOOST_AUTO_TEST_SUITE_END()
