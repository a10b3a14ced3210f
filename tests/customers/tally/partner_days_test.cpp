// How many leads, customers and first deposits each day and each partner have brought: counted once each, whenever it
// is counted, and at a cost that does not grow with what was counted before.
#include "customers/tally/partner_days.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numeric>

#include "support/dialect.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using customers::PartnerSums;

namespace {

constexpr std::uint64_t many = 100'000;

struct Tally {
  Tally() {
    db->execute("DELETE FROM partner_days");
    // Counting begins with what is made from now on; ids are of the machine's clock, and those of one millisecond are
    // in no order.
    const Uuid mark = Uuid::make();
    db->execute("UPDATE partner_day_marks SET counted_to = ?", {mark});
    while (Uuid::make().text().substr(0, 13) == mark.text().substr(0, 13)) {
    }
  }
  ~Tally() { db->execute_text("SET timestamp = DEFAULT"); }
  Tally(const Tally&) = delete;
  Tally& operator=(const Tally&) = delete;
  Tally(Tally&&) = delete;
  Tally& operator=(Tally&&) = delete;

  // The clock of the database, ahead of that of the ids.
  void travel(int minutes) const {
    db->execute_text("SET timestamp = DEFAULT");
    db->execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + " + std::to_string(minutes * 60));
  }

  [[nodiscard]] Uuid add_customer(const api::ApiKey& key) const {
    const auto person = test::make_person(test::new_email());
    const auto lead = customers::touch_lead(*db, person, {}, api::make_touch_origin(key));
    const Uuid id = Uuid::make();
    static_cast<void>(customers::insert_customer(*db, {id, person, "x", lead.id, key.id}));
    return id;
  }

  void add_first_deposit(const Uuid& customer, const std::string& at) const {
    const auto lead = customers::find_customer(*db, customer)->lead_id;
    db->execute(
        R"sql(
        INSERT INTO deposits (id, api_key_id, reference, customer_id, lead_id, amount, currency, occurred_at, is_first,
            received_at)
        VALUES (?, ?, ?, ?, ?, '10', 'EUR', ?, TRUE, UTC_TIMESTAMP(6)))sql",
        {Uuid::make(), Uuid::make(), Uuid::make().text(), customer, lead, at});
  }

  [[nodiscard]] std::string day_of(const Uuid& customer) const {
    return customers::find_customer(*db, customer)->created_at.substr(0, 10);
  }

  [[nodiscard]] PartnerSums sums_of(const api::ApiKey& key) const {
    const auto user = key.source ? key.source->user_id : std::nullopt;
    for (auto& sums : customers::list_partner_sums(*db, {})) {
      if (sums.user_id == user) return sums;
    }
    return {};
  }

  std::unique_ptr<db::Connection> db = test::SharedDatabase::connect();
};

std::int64_t sum_of(const std::vector<std::int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

const customers::DaySums& find_day(const std::vector<customers::DaySums>& days, const std::string& day) {
  const auto found = std::ranges::find(days, day, &customers::DaySums::day);
  BOOST_REQUIRE(found != days.end());
  return *found;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(partner_days, Tally)

BOOST_AUTO_TEST_CASE(each_customer_and_first_deposit_counts_once_before_and_after_it_is_counted_on) {
  const auto one = test::make_key(*db, "Paula");
  const auto other = test::make_key(*db, "Olaf");
  const auto untied = test::make_key(*db);
  const Uuid customer = add_customer(one);
  static_cast<void>(add_customer(one));
  static_cast<void>(add_customer(other));
  static_cast<void>(add_customer(untied));
  add_first_deposit(customer, db->query("SELECT UTC_TIMESTAMP(6) AS now").at(0).text("now"));
  const auto check = [&] {
    BOOST_TEST(sums_of(one).customers == 2);
    BOOST_TEST(sums_of(one).recent_customers == 2);
    BOOST_TEST(sums_of(one).first_deposits == 1);
    BOOST_TEST(sums_of(one).name == "Paula One");
    BOOST_TEST(sums_of(other).customers == 1);
    BOOST_TEST(sums_of(untied).customers == 1);
    BOOST_TEST(sums_of(untied).name == "");
  };
  check();
  travel(5);  // not settled yet
  BOOST_TEST(!customers::count_partner_days(*db, many));
  BOOST_TEST(db->query("SELECT 1 FROM partner_days").empty());
  check();
  travel(11);
  BOOST_TEST(!customers::count_partner_days(*db, many));
  BOOST_TEST(!db->query("SELECT 1 FROM partner_days").empty());
  check();
  BOOST_TEST(!customers::count_partner_days(*db, many));
  check();
}

BOOST_AUTO_TEST_CASE(counting_in_small_steps_comes_to_the_same) {
  const auto key = test::make_key(*db, "Stefan");
  for (int i = 0; i < 7; ++i) static_cast<void>(add_customer(key));
  travel(11);
  int steps = 1;
  while (customers::count_partner_days(*db, 2)) ++steps;
  BOOST_TEST(steps >= 3);
  BOOST_TEST(sums_of(key).customers == 7);
}

BOOST_AUTO_TEST_CASE(of_two_who_count_from_one_mark_one_counts) {
  const auto key = test::make_key(*db, "Rita");
  static_cast<void>(add_customer(key));
  const auto marks = db->query("SELECT counted_to FROM partner_day_marks WHERE kind = 'customers'");
  travel(11);
  static_cast<void>(customers::count_partner_days(*db, many));
  // A second one that has read the mark before the first has moved it moves nothing.
  const auto moved =
      db->execute("UPDATE partner_day_marks SET counted_to = ? WHERE kind = 'customers' AND counted_to = ?",
                  {Uuid::make(), marks.at(0).uuid("counted_to")});
  BOOST_TEST(moved == 0U);
  BOOST_TEST(sums_of(key).customers == 1);
}

// The figures are looked for by the day of the row: eleven minutes later it may be tomorrow.
BOOST_AUTO_TEST_CASE(every_day_is_there_and_today_is_the_last) {
  const auto key = test::make_key(*db, "Dora");
  const Uuid latest = add_customer(key);
  const Uuid before = add_customer(key);
  db->execute("UPDATE customers SET created_at = created_at - INTERVAL 3 DAY WHERE id = ?", {before});
  const std::optional<Uuid> user = key.source->user_id;
  for (const int minutes : {0, 11}) {
    travel(minutes);
    static_cast<void>(customers::count_partner_days(*db, many));
    const auto days = customers::list_day_sums(*db, 14, {user});
    BOOST_REQUIRE(days.size() == 14U);
    BOOST_TEST(days.back().day == db->query("SELECT DATE_FORMAT(UTC_DATE(), '%Y-%m-%d') AS day").at(0).text("day"));
    const auto& of_latest = find_day(days, day_of(latest));
    BOOST_TEST(of_latest.customers.at(0) == 1);
    BOOST_TEST(of_latest.leads == 2);
    const auto& of_before = find_day(days, day_of(before));
    BOOST_TEST(of_before.customers.at(0) == 1);
    BOOST_TEST(&of_latest - &of_before == 3);
    BOOST_TEST(sum_of((&of_before - 1)->customers) == 0);
  }
}

BOOST_AUTO_TEST_CASE(what_was_counted_is_not_read_again) {
  const auto key = test::make_key(*db, "Vera");
  for (int i = 0; i < 300; ++i) static_cast<void>(add_customer(key));
  travel(11);
  customers::count_all_partner_days(*db);
  static_cast<void>(customers::list_partner_sums(*db, {}));  // prepared
  BOOST_TEST(test::count_reads(*db, [&] { BOOST_TEST(sums_of(key).customers == 300); }) < 200);
}

BOOST_AUTO_TEST_SUITE_END()
