// Erasing beside a creation and beside a sign-in of the same person at the same moment, each with a control that erases
// without care and shows that the race is a real one.
#include <barrier>
#include <boost/test/unit_test.hpp>
#include <future>
#include <random>
#include <thread>

#include "customers/customer_access.hpp"
#include "customers/privacy/erase_person.hpp"
#include "members/sessions/session_store.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::customers;
using test::SharedDatabase;

namespace {

constexpr int rounds = 120;
const SessionLimits limits{std::chrono::minutes{30}, std::chrono::hours{12}};

struct Two {
  // Runs both within a millisecond of one another.
  template <class First, class Second>
  void race(First first, Second second) {
    std::barrier start(2);
    const auto act = [&](std::chrono::microseconds wait, const auto& deed) {
      start.arrive_and_wait();
      std::this_thread::sleep_for(wait);
      try {
        deed();
      } catch (const Unavailable&) {
        ++unavailable;
      }
    };
    auto rival = std::async(std::launch::async, [&, wait = jitter()] { act(wait, second); });
    act(jitter(), first);
    rival.get();
  }
  std::chrono::microseconds jitter() {
    return std::chrono::microseconds{std::uniform_int_distribution<int>{0, 3000}(random)};
  }

  std::unique_ptr<db::Connection> db = SharedDatabase::connect();
  std::unique_ptr<db::Connection> other = SharedDatabase::connect();
  api::ApiKey key = test::make_key(*db);
  std::mt19937 random{7};
  std::atomic<int> unavailable{0};
};

void create(db::Connection& db, const api::ApiKey& key, const std::string& email) {
  db.in_transaction([&](db::Transaction& transaction) {
    const auto person = test::make_person(email);
    const auto lead = touch_lead(db, person, {}, api::make_touch_origin(key));
    const auto outcome = insert_customer(db, {Uuid::make(), person, "x", lead.id, key.id});
    if (outcome == db::InsertOutcome::duplicate) transaction.roll_back();
  });
}

void erase_with_care(db::Connection& db, const Uuid& lead, const Uuid& /*customer*/) {
  static_cast<void>(erase_person(db, {.actor = {"test", {}}, .lead_id = lead, .whom = Whom::customer}));
}

// The sessions, then the customer, then the lead, each for itself.
void erase_one_by_one(db::Connection& db, const Uuid& lead, const Uuid& customer) {
  db.execute("UPDATE sessions SET email = '', ended_at = UTC_TIMESTAMP(6) WHERE customer_id = ? AND ended_at IS NULL",
             {customer});
  db.execute("UPDATE customers SET email = CONCAT('erased:', LOWER(HEX(lead_id))), password_hash = '' WHERE id = ?",
             {customer});
  db.execute("UPDATE leads SET email = CONCAT('erased:', LOWER(HEX(id))) WHERE id = ?", {lead});
}

using Erase = void (*)(db::Connection& db, const Uuid& lead, const Uuid& customer);

// Rounds after which a customer with the e-mail hangs on a lead without it.
int count_torn_people(Two& two, Erase erase) {
  int torn = 0;
  for (int i = 0; i < rounds; ++i) {
    const std::string email = test::new_email();
    const Uuid customer = test::make_customer(*two.db, email);
    const Uuid lead = find_customer(*two.db, customer).value().lead_id;
    two.race([&] { erase(*two.db, lead, customer); }, [&] { create(*two.other, two.key, email); });
    torn += static_cast<int>(two.db
                                 ->query(
                                     R"sql(
                                     SELECT COUNT(*) AS count
                                     FROM customers c
                                     JOIN leads l ON l.id = c.lead_id
                                     WHERE (c.email = ? OR l.id = ?) AND l.email <> c.email)sql",
                                     {email, lead})
                                 .at(0)
                                 .integer("count"));
  }
  return torn;
}

// Rounds after which a person who was erased is signed in.
int count_signed_in(Two& two, Erase erase) {
  int signed_in = 0;
  for (int i = 0; i < rounds; ++i) {
    const Uuid customer = test::make_customer(*two.db, test::new_email());
    const Uuid lead = find_customer(*two.db, customer).value().lead_id;
    two.race([&] { erase(*two.db, lead, customer); },
             [&] {
               two.other->in_transaction([&](db::Transaction&) {
                 static_cast<void>(members::open_session(
                     *two.other, {.customer_id = customer, .address = "192.0.2.7", .password_hash = "x"}, limits));
               });
             });
    signed_in += static_cast<int>(
        two.db
            ->query(
                "SELECT COUNT(*) AS count FROM sessions WHERE customer_id = ? AND (ended_at IS NULL OR email <> '')",
                {customer})
            .at(0)
            .integer("count"));
  }
  return signed_in;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(erasing_at_the_same_moment, Two)

BOOST_AUTO_TEST_CASE(as_a_creation_leaves_one_whole_person) {
  BOOST_TEST(count_torn_people(*this, erase_with_care) == 0);
  BOOST_TEST(unavailable == 0);
  const int control = count_torn_people(*this, erase_one_by_one);
  BOOST_TEST_MESSAGE("control: " << control << " of " << rounds);
  BOOST_TEST(control > 0);
}

BOOST_AUTO_TEST_CASE(as_a_sign_in_leaves_nobody_signed_in) {
  BOOST_TEST(count_signed_in(*this, erase_with_care) == 0);
  BOOST_TEST(unavailable == 0);
  const int signed_in = count_signed_in(*this, erase_one_by_one);
  BOOST_TEST_MESSAGE("control: " << signed_in << " of " << rounds);
  BOOST_TEST(signed_in > 0);
}

BOOST_AUTO_TEST_SUITE_END()
