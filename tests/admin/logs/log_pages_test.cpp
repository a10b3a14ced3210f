#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <regex>

#include "admin/logs/activity_entries.hpp"
#include "admin/staff.hpp"
#include "attempts/attempt_log.hpp"
#include "audit/audit_log.hpp"
#include "crypto/digest.hpp"
#include "support/dialect.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

struct Clerk : test::AdminArea {
  Clerk() : staff(*this, staff::Permissions::all()) {}
  void attempt(const Uuid& customer, attempts::Outcome outcome) const {
    attempts::record_attempt(db(), {"192.0.2.1", "r"},
                             {.method = attempts::Method::token, .outcome = outcome, .customer_id = customer});
  }
  std::string follow(const std::string& path, std::string query) const {
    std::string seen;
    for (int page = 0; page < 20; ++page) {
      const std::string body = staff.get(path, query).body();
      seen += body.substr(body.find("<table"));
      std::smatch next;
      if (!std::regex_search(body, next, std::regex("\\?([^\"]*)\" rel=\"next\""))) return seen;
      query = std::regex_replace(next[1].str(), std::regex("&amp;"), "&");
    }
    return "does not end";
  }
  Staff staff;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(log_pages, Clerk)

BOOST_AUTO_TEST_CASE(the_activity_log_is_read_page_by_page_and_by_person) {
  for (int i = 0; i < 60; ++i) {
    audit::record_change(db(), {staff.email(), "192.0.2.7"},
                         {"test.change", "test", Uuid::make(), nullptr, {{"n", i}}});
  }
  const auto first = staff.get("/activity-log", "who=" + staff.email());
  BOOST_TEST(has(first, "n: 59"));
  BOOST_TEST(!has(first, "n: 9<"));
  std::smatch next;
  BOOST_TEST(std::regex_search(first.body(), next, std::regex("/admin/activity-log\\?([^\"]*)\" rel=\"next\"")));
  const auto second = staff.get("/activity-log", std::regex_replace(next[1].str(), std::regex("&amp;"), "&"));
  BOOST_TEST(has(second, "n: 9<"));
  BOOST_TEST(!has(second, "n: 59<"));
  BOOST_TEST(!has(second, "n: 10<"));
}

BOOST_AUTO_TEST_CASE(the_login_activity_of_a_key_is_found_by_an_index) {
  const Uuid key = Uuid::make();
  const Uuid customer = test::make_customer(db(), test::new_email());
  db().execute(
      R"sql(
      INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, api_key_id, request_id)
      SELECT RANDOM_BYTES(16), UTC_TIMESTAMP(6), 'token', 'signed_in', '192.0.2.1', IF(seq % 100 = 0, ?, NULL), 'r'
      FROM )sql" +
          test::numbers_to(2000),
      {key});
  db().execute(
      R"sql(
      INSERT INTO login_tokens (id, token_hash, customer_id, api_key_id, kind, created_at, expires_at)
      SELECT RANDOM_BYTES(16), RANDOM_BYTES(32), ?, IF(seq % 100 = 0, ?, NULL), 'link', UTC_TIMESTAMP(6),
          UTC_TIMESTAMP(6)
      FROM )sql" +
          test::numbers_to(2000),
      {customer, key});
  static_cast<void>(db().query("ANALYZE TABLE sign_in_attempts, login_tokens"));
  const std::string top(Uuid::size, '\xff');
  const auto attempts = test::explain(db(),
                                      R"sql(
      SELECT a.id
      FROM sign_in_attempts a
      WHERE a.id < ? AND (? IS NULL OR a.customer_id = ?) AND (? IS NULL OR a.api_key_id = ?)
      ORDER BY a.id DESC
      LIMIT 51)sql",
                                      {top, nullptr, nullptr, key, key});
  BOOST_TEST(attempts.text_or("key", "") == "sign_in_attempts_by_key");
  BOOST_TEST(attempts.text_or("Extra", "").find("filesort") == std::string::npos);
  const auto links = test::explain(db(),
                                   R"sql(
      SELECT t.id
      FROM login_tokens t
      WHERE t.id < ? AND (? IS NULL OR t.customer_id = ?) AND (? IS NULL OR t.api_key_id = ?)
      ORDER BY t.id DESC
      LIMIT 51)sql",
                                   {top, nullptr, nullptr, key, key});
  BOOST_TEST(links.text_or("key", "") == "login_tokens_newest_by_key");
  BOOST_TEST(links.text_or("Extra", "").find("filesort") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(login_activity_is_filtered_by_outcome) {
  const std::string email = "mark" + Uuid::make().text().substr(24) + ".x@example.com";
  const Uuid customer = test::make_customer(db(), email);
  for (int i = 0; i < 60; ++i) {
    attempt(customer, attempts::Outcome::signed_in);
    attempt(customer, i % 2 == 0 ? attempts::Outcome::expired : attempts::Outcome::spent);
  }
  const std::string who = "customer=" + email.substr(0, 12);
  const std::string refused = follow("/login-activity", who + "&outcome=refused");
  const auto count = [](const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  };
  BOOST_TEST(count(refused, ">the link has expired<") == 30U);
  BOOST_TEST(count(refused, ">the link was spent before, by another browser<") == 30U);
  BOOST_TEST(count(refused, ">signed in<") == 0U);
  BOOST_TEST(count(follow("/login-activity", who + "&outcome=expired"), "192.0.2.1") == 30U);
  BOOST_TEST(count(follow("/login-activity", who), "192.0.2.1") == 120U);
  BOOST_TEST(has(staff.get("/login-activity", "outcome=expired"), email));
  BOOST_TEST(!has(staff.get("/login-activity", who + "&outcome=made"), "192.0.2.1"));
}

BOOST_AUTO_TEST_CASE(login_activity_is_filtered_by_day_at_both_edges) {
  const std::string email = test::new_email();
  const Uuid customer = test::make_customer(db(), email);
  const auto at = [&](const std::string& time, const std::string& id) {
    db().execute(
        "INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, customer_id, request_id) "
        "VALUES (UNHEX(CONCAT(?, SUBSTR(HEX(RANDOM_BYTES(16)), 13))), ?, 'token', 'expired', '192.0.2.9', ?, 'r')",
        {id, time, customer});
  };
  at("2025-03-01 23:59:59.999999", "019554270BFF");
  at("2025-03-02 00:00:00.000000", "019554270C00");
  at("2025-03-02 23:59:59.999999", "0195594D67FF");
  at("2025-03-03 00:00:00.000000", "0195594D6800");
  const std::string body = staff.get("/login-activity", "customer=" + email + "&from=2025-03-02&to=2025-03-02").body();
  BOOST_TEST(body.find("2025-03-02 00:00:00 UTC") != std::string::npos);
  BOOST_TEST(body.find("2025-03-02 23:59:59 UTC") != std::string::npos);
  BOOST_TEST(body.find("2025-03-01 23") == std::string::npos);
  BOOST_TEST(body.find("2025-03-03 00") == std::string::npos);
  BOOST_TEST(has(staff.get("/login-activity", "to=2025-03-01"), "2025-03-01 23:59:59 UTC"));
}

BOOST_AUTO_TEST_CASE(a_filter_that_cannot_be_used_says_so) {
  struct Row {
    const char* path;
    const char* query;
    const char* text;
  };
  for (const Row& row : {Row{"/login-activity", "from=yesterday", "This is no day"},
                         Row{"/login-activity", "to=2026-02-30", "This is no day"},
                         Row{"/login-activity", "from=2026-02-02&to=2026-02-01", "before the first one"},
                         Row{"/login-activity", "outcome=nonsense", "There is no such outcome"},
                         Row{"/login-activity", "customer=nobody.at.all@nowhere.example", "no such customer or user"},
                         Row{"/login-activity", "key=no-such-key", "There is no such key"},
                         Row{"/activity-log", "from=2026-13-01", "This is no day"},
                         Row{"/activity-log", "from=2026-02-02&to=2026-02-01", "before the first one"},
                         Row{"/activity-log", "who=nobody.at.all", "There is no such user"},
                         Row{"/activity-log", "what=nonsense", "Nothing of this kind"},
                         Row{"/activity-log", "subject=123", "This is no id"}}) {
    BOOST_TEST_CONTEXT(row.path << '?' << row.query) {
      const auto page = staff.get(row.path, row.query);
      BOOST_TEST(page.status() == 200);
      BOOST_TEST(has(page, row.text));
      BOOST_TEST(has(page, "The filter cannot be used"));
      BOOST_TEST(!has(page, "<table"));
    }
  }
  BOOST_TEST(staff.post("/activity-log/export", {{"who", "nobody.at.all"}}).status() == 422);
}

BOOST_AUTO_TEST_CASE(login_activity_names_staff) {
  static_cast<void>(attempts::record_attempt(db(), {"192.0.2.3", "r"},
                                             {.method = attempts::Method::staff,
                                              .outcome = attempts::Outcome::wrong_password,
                                              .account_hash = crypto::sha256("staff:" + staff.email())}));
  const std::string row = follow("/login-activity", "customer=" + staff.email().substr(0, 30));
  BOOST_TEST(row.find("/admin/users/" + staff.id().text()) != std::string::npos);
  BOOST_TEST(row.find("192.0.2.3") != std::string::npos);

  const std::string email = test::new_email();
  const Uuid customer = test::make_customer(db(), email);
  BOOST_TEST(staff.post("/customers/" + customer.text() + "/login-link", {}).status() == 200);
  const std::string made = follow("/login-activity", "customer=" + email);
  BOOST_TEST(made.find("/admin/users/" + staff.id().text()) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_activity_log_names_who_and_what_and_shows_what_differs) {
  const std::string email = test::new_email();
  const Uuid customer = test::make_customer(db(), email);
  audit::record_change(
      db(), {staff.email(), "192.0.2.7"},
      {"test.edit", "customer", customer, {{"a", 1}, {"b", "old"}, {"gone", "x"}}, {{"a", 1}, {"b", "<new>"}}});
  const auto page = staff.get("/activity-log", "what=test.edit&subject=" + email);
  BOOST_TEST(has(page, "/admin/users/" + staff.id().text()));
  BOOST_TEST(has(page, "<a href=\"/admin/customers/" + customer.text() + "\">" + email));
  staff::Permissions log_only;
  log_only.add({staff::Area::activity_log, staff::Level::view});
  const Staff reader(*this, log_only);
  const auto shown = reader.get("/activity-log", "what=test.edit");
  BOOST_TEST(has(shown, customer.text()));
  BOOST_TEST(!has(shown, email));
  BOOST_TEST(has(page, "b: old → &lt;new&gt;"));
  BOOST_TEST(has(page, "gone: x (removed)"));
  BOOST_TEST(!has(page, "a: 1"));
  BOOST_TEST(has(page, "<option value=\"test.edit\" selected"));
  BOOST_TEST(!has(staff.get("/activity-log", "what=test.edit&to=2001-01-01"), "b: old"));

  const auto response =
      staff.post("/activity-log/export", {{"what", "test.edit"}, {"subject", customer.text()}, {"who", staff.email()}});
  BOOST_TEST(response.find_header("Content-Type") == "text/csv; charset=utf-8");
  std::string text = response.body();
  response.rest()([&](const std::string& part) {
    text += part;
    return true;
  });
  BOOST_TEST(text.find("b: old → <new>") != std::string::npos);
  BOOST_TEST(text.find(email) != std::string::npos);
  BOOST_TEST(std::ranges::count(text, '\r') == 2);
  BOOST_TEST(has(staff.get("/activity-log", "who=" + staff.email()), "activity_log.export"));
}

BOOST_AUTO_TEST_CASE(a_change_is_described_by_what_differs) {
  using Json = std::optional<std::string>;
  struct Row {
    Json before;
    Json after;
    const char* text;
  };
  for (const Row& row : {Row{{}, {}, ""}, Row{{}, R"({"n":5})", "n: 5"}, Row{R"({"n":5})", {}, "n: 5 (removed)"},
                         Row{R"({"n":5,"s":"x"})", R"({"n":6,"s":"x"})", "n: 5 → 6"},
                         Row{R"({"l":["a"]})", R"({"l":["a","b"],"m":null})", "l: [\"a\"] → [\"a\",\"b\"]\nm: null"},
                         Row{R"({"n":5})", R"({"n":5})", ""}, Row{"no json", "[1]", "value: no json → [1]"}}) {
    BOOST_TEST(admin::describe_change(row.before, row.after) == row.text);
  }
}

BOOST_AUTO_TEST_CASE(one_outcome_is_found_by_an_index) {
  db().execute(
      R"sql(
      INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, request_id)
      SELECT RANDOM_BYTES(16), UTC_TIMESTAMP(6), 'token', IF(seq % 100 = 0, 'revoked', 'signed_in'), '192.0.2.1', 'r'
      FROM )sql" +
      test::numbers_to(4000));
  static_cast<void>(db().query("ANALYZE TABLE sign_in_attempts"));
  const std::string top(Uuid::size, '\xff');
  const auto plan = test::explain(
      db(),
      R"sql(
      SELECT a.id
      FROM sign_in_attempts a
      WHERE a.id < ? AND a.id >= ? AND a.id <= ? AND a.attempted_at BETWEEN ? AND ? AND (? IS NULL OR a.outcome = ?)
          AND (? IS NULL OR a.api_key_id = ?)
      ORDER BY a.id DESC
      LIMIT 51)sql",
      {top, std::string(Uuid::size, '\0'), top, "1000-01-01", "9999-12-31", "revoked", "revoked", nullptr, nullptr});
  BOOST_TEST(plan.text_or("key", "") == "sign_in_attempts_by_outcome");
  BOOST_TEST(plan.text_or("Extra", "").find("filesort") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
