// Who follows the cursor of the report while others write misses nothing and ends with the true state.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <map>
#include <random>
#include <thread>

#include "api/reports/lead_page.hpp"
#include "customers/customer_store.hpp"
#include "customers/deposits/deposit_store.hpp"
#include "customers/statuses/status_history.hpp"
#include "support/http_client.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::api;
using test::SharedDatabase;
using Clock = std::chrono::steady_clock;

namespace {

struct Subject {
  std::string email;
  Uuid lead_id;
  Uuid customer_id;
};

// Every pair of writers goes through the same leads, so that one of them often waits for the other, with the time of
// its change fixed already.
class Office {
 public:
  static constexpr int writers = 8;
  static constexpr int subjects_of_a_pair = 250;
  static constexpr auto pause =
      std::chrono::milliseconds(25);  // 8 writers, 40 times a second: 320 writes less what they take

  explicit Office(db::Connection& db) : key_(test::make_key(db, "Ada")) {
    for (int i = 0; i < writers / 2 * subjects_of_a_pair; ++i) subjects_.push_back(make_subject(db));
  }

  [[nodiscard]] const ApiKey& key() const { return key_; }

  // Each writer changes each of its leads once. Returns how many changes there were in a second.
  double write() {
    const auto begun = Clock::now();
    test::run_together(writers, [&](int writer) {
      const auto db = SharedDatabase::connect();
      const auto pair = static_cast<std::size_t>(writer / 2);
      for (int i = 0; i < subjects_of_a_pair; ++i) {
        const auto next = begun + (i + 1) * pause;
        change(*db, writer, subjects_.at(pair * subjects_of_a_pair + static_cast<std::size_t>(i)), i);
        ++writes_;
        std::this_thread::sleep_until(next);
      }
    });
    return writes_ / std::chrono::duration<double>(Clock::now() - begun).count();
  }

 private:
  Subject make_subject(db::Connection& db) const {
    const std::string email = test::new_email();
    auto origin = make_touch_origin(key_);
    origin.becoming = customers::Becoming::customer;
    const auto person = test::make_person(email);
    return db.in_transaction([&](db::Transaction&) {
      const auto lead = customers::touch_lead(db, person, {}, origin).id;
      const Uuid customer = Uuid::make();
      const std::string hash = "x";
      static_cast<void>(customers::insert_customer(db, {customer, person, hash, lead, key_.id}));
      return Subject{email, lead, customer};
    });
  }

  void change(db::Connection& db, int writer, const Subject& subject, int number) const {
    // The first of a pair touches, and takes its time; the other sets a status or tells of a deposit meanwhile.
    if (writer % 2 == 0) {
      db.in_transaction([&](db::Transaction&) {
        customers::Marketing marketing;
        marketing.metadata = {{"number", number}};
        static_cast<void>(
            customers::touch_lead(db, test::make_person(subject.email), marketing, make_touch_origin(key_)));
        std::this_thread::sleep_for(std::chrono::milliseconds(number % 20));
      });
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(number % 5));
    if (number % 2 == 0) {
      const auto status = customers::find_lead_status(db, number % 4 == 0 ? "Rejected" : "Invalid").value();
      static_cast<void>(customers::set_lead_status(db, {{"cli:test", std::nullopt}, subject.lead_id, status}));
    } else {
      static_cast<void>(customers::record_deposit(db, {.api_key_id = key_.id,
                                                       .customer_id = subject.customer_id,
                                                       .lead_id = subject.lead_id,
                                                       .amount = "1",
                                                       .currency = "EUR",
                                                       .occurred_at = "2026-11-20 10:00:00.000000",
                                                       .reference = subject.email}));
    }
  }

  ApiKey key_;
  std::vector<Subject> subjects_;
  std::atomic<int> writes_ = 0;
};

// What is known of a lead: when and what it has become.
using Ledger = std::map<std::string, std::string>;

void note(Ledger& ledger, const db::Row& row) {
  ledger[row.uuid("id").text()] = row.text("updated_at") + " " + row.text("status") + " " +
                                  row.text_or("first_deposit_at", "-") + " " + row.text_or("latest_metadata", "-");
}

// Follows the cursor until `is_over` and nothing more comes.
Ledger follow(const ApiKey& key, std::chrono::microseconds age, const std::atomic<bool>& is_over) {
  const auto db = SharedDatabase::connect();
  LeadQuery query = std::get<LeadQuery>(parse_lead_query(*db, key, "limit=50"));
  Ledger seen;
  for (std::optional<Clock::time_point> end;;) {
    if (is_over && !end) end = Clock::now() + age + std::chrono::seconds(1);
    const auto page = read_lead_page(*db, key, query, age);
    for (const auto& row : page.leads) note(seen, row);
    if (page.next) {
      query.after = page.next;
    } else {
      if (end && Clock::now() > *end) return seen;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
}

// How many leads a follower knows wrongly at the end.
int count_wrong(std::chrono::microseconds age) {
  const auto db = SharedDatabase::connect();
  Office office(*db);
  std::atomic<bool> is_over = false;
  Ledger seen;
  std::thread follower([&] { seen = follow(office.key(), age, is_over); });
  const double rate = office.write();
  is_over = true;
  follower.join();
  BOOST_TEST(rate >= 200);
  Ledger truth;
  LeadQuery query = std::get<LeadQuery>(parse_lead_query(*db, office.key(), "limit=500"));
  for (auto page = read_lead_page(*db, office.key(), query, std::chrono::seconds(0)); page.next;
       page = read_lead_page(*db, office.key(), query, std::chrono::seconds(0))) {
    for (const auto& row : page.leads) note(truth, row);
    query.after = page.next;
  }
  BOOST_TEST(truth.size() == static_cast<std::size_t>(Office::writers / 2 * Office::subjects_of_a_pair));
  int wrong = 0;
  for (const auto& [lead, state] : truth) wrong += seen[lead] == state ? 0 : 1;
  BOOST_TEST_MESSAGE(rate << " writes a second, " << wrong << " leads known wrongly");
  return wrong;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lead_ledger)

BOOST_AUTO_TEST_CASE(a_follower_misses_nothing_while_200_changes_a_second_are_written) {
  BOOST_TEST(count_wrong(settling) == 0);
}

BOOST_AUTO_TEST_CASE(one_who_is_told_of_changes_at_once_misses_some) {
  int wrong = 0;
  for (int run = 0; run < 5 && wrong == 0; ++run) wrong = count_wrong(std::chrono::microseconds(0));
  BOOST_TEST(wrong > 0);
}

BOOST_AUTO_TEST_SUITE_END()
