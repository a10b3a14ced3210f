#include <boost/test/unit_test.hpp>
#include <regex>

#include "admin/staff.hpp"
#include "audit/audit_log.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

struct Clerk : test::AdminArea {
  Clerk() : staff(*this, staff::Permissions::all()) {}
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
      FROM seq_1_to_2000)sql",
      {key});
  db().execute(
      R"sql(
      INSERT INTO login_tokens (id, token_hash, customer_id, api_key_id, kind, created_at, expires_at)
      SELECT RANDOM_BYTES(16), RANDOM_BYTES(32), ?, IF(seq % 100 = 0, ?, NULL), 'link', UTC_TIMESTAMP(6),
          UTC_TIMESTAMP(6)
      FROM seq_1_to_2000)sql",
      {customer, key});
  db().execute_text("ANALYZE TABLE sign_in_attempts, login_tokens");
  const std::string top(Uuid::size, '\xff');
  const auto attempts = db().query(
      R"sql(
      EXPLAIN SELECT a.id
      FROM sign_in_attempts a
      WHERE a.id < ? AND (? IS NULL OR a.customer_id = ?) AND (? IS NULL OR a.api_key_id = ?)
      ORDER BY a.id DESC
      LIMIT 51)sql",
      {top, nullptr, nullptr, key, key});
  BOOST_TEST(attempts.at(0).text_or("key", "") == "sign_in_attempts_by_key");
  BOOST_TEST(attempts.at(0).text_or("Extra", "").find("filesort") == std::string::npos);
  const auto links = db().query(
      R"sql(
      EXPLAIN SELECT t.id
      FROM login_tokens t
      WHERE t.id < ? AND (? IS NULL OR t.customer_id = ?) AND (? IS NULL OR t.api_key_id = ?)
      ORDER BY t.id DESC
      LIMIT 51)sql",
      {top, nullptr, nullptr, key, key});
  BOOST_TEST(links.at(0).text_or("key", "") == "login_tokens_newest_by_key");
  BOOST_TEST(links.at(0).text_or("Extra", "").find("filesort") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
