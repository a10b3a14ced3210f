#include "customers/deposits/deposit_store.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>

#include "support/people.hpp"
#include "support/run_together.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::customers;
using test::SharedDatabase;

namespace {

struct Deposits {
  Deposits() : db(SharedDatabase::connect()), key(Uuid::make()), customer(add_customer()) {}

  Customer add_customer() const { return find_customer(*db, test::make_customer(*db, test::new_email())).value(); }
  NewDeposit deposit(const std::string& reference) const {
    return {.api_key_id = key,
            .customer_id = customer.id,
            .lead_id = customer.lead_id,
            .amount = "250.00",
            .currency = "EUR",
            .occurred_at = "2026-11-20 10:00:00.000000",
            .reference = reference};
  }
  RecordedDeposit record(const NewDeposit& deposit) const {
    return std::get<RecordedDeposit>(record_deposit(*db, deposit));
  }

  std::unique_ptr<db::Connection> db;
  Uuid key;
  Customer customer;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(deposit_store, Deposits)

BOOST_AUTO_TEST_CASE(the_first_that_arrives_is_the_first_for_good) {
  BOOST_TEST(!find_first_deposit_time(*db, customer.lead_id).has_value());
  BOOST_TEST(record(deposit("a")).deposit.is_first);
  auto older = deposit("b");
  older.occurred_at = "2020-01-01 00:00:00.000000";
  BOOST_TEST(!record(older).deposit.is_first);
  BOOST_TEST(find_first_deposit_time(*db, customer.lead_id).value() == "2026-11-20T10:00:00.000000Z");
  BOOST_TEST(record(deposit("a")).deposit.is_first);
  BOOST_TEST(list_deposits(*db, customer.id, 10).size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_same_content_is_known_and_other_content_is_refused) {
  const auto first = record(deposit("r"));
  BOOST_TEST((first.outcome == DepositOutcome::recorded));
  auto same = deposit("r");
  same.amount = "250.0";
  const auto again = record(same);
  BOOST_TEST((again.outcome == DepositOutcome::known));
  BOOST_TEST((again.deposit.id == first.deposit.id));
  BOOST_TEST(again.deposit.amount == "250.00");
  struct Row {
    const char* what;
    NewDeposit deposit;
  };
  auto amount = deposit("r");
  amount.amount = "250.01";
  auto currency = deposit("r");
  currency.currency = "USD";
  auto time = deposit("r");
  time.occurred_at = "2026-11-20 10:00:00.000001";
  auto other = deposit("r");
  const auto another = add_customer();
  other.customer_id = another.id;
  other.lead_id = another.lead_id;
  for (const Row& row : {Row{"amount", amount}, Row{"currency", currency}, Row{"time", time}, Row{"customer", other}}) {
    BOOST_TEST_CONTEXT(row.what) {
      BOOST_TEST(std::holds_alternative<ReferenceTaken>(record_deposit(*db, row.deposit)));
    }
  }
  BOOST_TEST(!find_first_deposit_time(*db, another.lead_id).has_value());
  auto of_other_key = deposit("r");
  of_other_key.api_key_id = Uuid::make();
  BOOST_TEST((record(of_other_key).outcome == DepositOutcome::recorded));
}

BOOST_AUTO_TEST_CASE(of_many_at_once_one_is_the_first) {
  static constexpr int callers = 32;
  std::vector<std::unique_ptr<db::Connection>> connections;
  for (int i = 0; i < callers; ++i) connections.push_back(SharedDatabase::connect());
  std::atomic<int> firsts = 0;
  std::atomic<int> recorded = 0;
  test::run_together(callers, [&](int i) {
    try {
      // Each reference twice.
      const auto outcome =
          record_deposit(*connections[static_cast<std::size_t>(i)], deposit("p" + std::to_string(i / 2)));
      const auto& one = std::get<RecordedDeposit>(outcome);
      if (one.outcome != DepositOutcome::recorded) return;
      ++recorded;
      if (one.deposit.is_first) ++firsts;
    } catch (const db::Conflict&) {
    }
  });
  BOOST_TEST(firsts == 1);
  BOOST_TEST(static_cast<std::size_t>(recorded.load()) == list_deposits(*db, customer.id, 100).size());
}

BOOST_AUTO_TEST_CASE(a_look_at_the_lead_before_would_not_do) {
  static constexpr int callers = 16;
  std::vector<std::unique_ptr<db::Connection>> connections;
  for (int i = 0; i < callers; ++i) {
    connections.push_back(SharedDatabase::connect());
    static_cast<void>(connections.back()->query("SELECT 1"));
  }
  std::atomic<int> firsts = 0;
  test::run_together(callers, [&](int i, const test::Meet& meet) {
    auto& own = *connections[static_cast<std::size_t>(i)];
    own.in_transaction([&](db::Transaction&) {
      if (find_first_deposit_time(own, customer.lead_id)) return;
      meet();
      own.execute("UPDATE leads SET first_deposit_at = UTC_TIMESTAMP(6) WHERE id = ?", {customer.lead_id});
      ++firsts;
    });
  });
  BOOST_TEST(firsts == callers);
}

BOOST_AUTO_TEST_SUITE_END()
