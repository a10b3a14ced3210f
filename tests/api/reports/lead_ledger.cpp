#include "api/reports/lead_ledger.hpp"

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "api/reports/lead_page.hpp"
#include "base/unavailable.hpp"
#include "customers/customer_store.hpp"
#include "customers/deposits/deposit_store.hpp"
#include "customers/statuses/status_history.hpp"
#include "support/people.hpp"
#include "support/run_together.hpp"

namespace latchkey::test {

using namespace api;
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

  explicit Office(const LedgerServers& servers) : servers_(servers), key_(make_key(*servers.of_writer(0), "Ada")) {
    const auto db = servers.of_writer(0);
    for (int i = 0; i < writers / 2 * subjects_of_a_pair; ++i) subjects_.push_back(make_subject(*db));
  }

  [[nodiscard]] const ApiKey& key() const { return key_; }
  [[nodiscard]] int unavailable() const { return unavailable_; }

  // Each writer changes each of its leads once. Returns how many changes there were in a second.
  double write() {
    const auto begun = Clock::now();
    run_together(writers, [&](int writer) {
      const auto db = servers_.of_writer(writer);
      const auto pair = static_cast<std::size_t>(writer / 2);
      for (int i = 0; i < subjects_of_a_pair; ++i) {
        const auto next = begun + (i + 1) * pause;
        try {
          change(*db, writer, subjects_.at(pair * subjects_of_a_pair + static_cast<std::size_t>(i)), i);
          ++writes_;
        } catch (const Unavailable&) {
          ++unavailable_;
        }
        std::this_thread::sleep_until(next);
      }
    });
    return writes_ / std::chrono::duration<double>(Clock::now() - begun).count();
  }

 private:
  Subject make_subject(db::Connection& db) const {
    const std::string email = new_email();
    auto origin = make_touch_origin(key_);
    origin.becoming = customers::Becoming::customer;
    const auto person = make_person(email);
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
        static_cast<void>(customers::touch_lead(db, make_person(subject.email), marketing, make_touch_origin(key_)));
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

  const LedgerServers& servers_;
  ApiKey key_;
  std::vector<Subject> subjects_;
  std::atomic<int> writes_ = 0;
  std::atomic<int> unavailable_ = 0;
};

// What is known of a lead: when and what it has become.
using Ledger = std::map<std::string, std::string>;

void note(Ledger& ledger, const db::Row& row) {
  ledger[row.uuid("id").text()] = row.text("updated_at") + " " + row.text("status") + " " +
                                  row.text_or("first_deposit_at", "-") + " " + row.text_or("latest_metadata", "-");
}

// Follows the cursor until `is_over` and nothing more comes.
Ledger follow(db::Connection& db, const ApiKey& key, std::chrono::microseconds age, const std::atomic<bool>& is_over) {
  LeadQuery query = std::get<LeadQuery>(parse_lead_query(db, key, "limit=50"));
  Ledger seen;
  for (std::optional<Clock::time_point> end;;) {
    if (is_over && !end) end = Clock::now() + age + std::chrono::seconds(1);
    const auto page = read_lead_page(db, key, query, age);
    for (const auto& row : page.leads) note(seen, row);
    if (page.next) {
      query.after = page.next;
    } else {
      if (end && Clock::now() > *end) return seen;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
}

Ledger read_truth(db::Connection& db, const ApiKey& key) {
  Ledger truth;
  LeadQuery query = std::get<LeadQuery>(parse_lead_query(db, key, "limit=500"));
  for (auto page = read_lead_page(db, key, query, std::chrono::seconds(0)); page.next;
       page = read_lead_page(db, key, query, std::chrono::seconds(0))) {
    for (const auto& row : page.leads) note(truth, row);
    query.after = page.next;
  }
  return truth;
}

}  // namespace

LedgerResult keep_ledger(const LedgerServers& servers, std::chrono::microseconds age) {
  Office office(servers);
  std::atomic<bool> is_over = false;
  Ledger seen;
  const auto db = servers.of_follower();
  std::thread follower([&] { seen = follow(*db, office.key(), age, is_over); });
  const double rate = office.write();
  is_over = true;
  follower.join();
  const auto truth = read_truth(*db, office.key());
  LedgerResult result{
      .leads = static_cast<int>(truth.size()), .unavailable = office.unavailable(), .writes_a_second = rate};
  for (const auto& [lead, state] : truth) result.wrong += seen[lead] == state ? 0 : 1;
  return result;
}

}  // namespace latchkey::test
