// Sign-ins on one node against a block, a new password and the end of all sessions on another: whoever was first, no
// session is left.
#include <boost/test/unit_test.hpp>
#include <functional>

#include "cluster/support/race.hpp"
#include "crypto/password.hpp"
#include "customers/customer_access.hpp"
#include "members/session_limits.hpp"
#include "members/sign_in/sign_in.hpp"
#include "support/people.hpp"

using namespace latchkey;
using namespace latchkey::members;
using test::Race;

namespace {

constexpr PasswordCost cheap{8, 1};
constexpr std::string_view password = "sunny day 7";
const audit::Actor staff{"test", {}};

struct Round {
  customers::Customer customer;
  links::LoginToken token;
};

// What one side does on its node.
using Deed = std::function<void(db::Connection&, const Round&)>;

Round prepare(db::Connection& db) {
  static const std::string hash = crypto::hash_password(password, cheap);
  const Uuid id = test::make_customer(db, test::new_email(), hash);
  const links::LoginTokenRequest request;
  return {customers::find_customer(db, id).value(),
          links::mint_login_token(db, test::test_config(), {.customer_id = id, .request = request})};
}

void sign_in_by_password(db::Connection& db, const Round& round) {
  static_cast<void>(sign_in(db,
                            {round.customer.email, std::string(password), {}, std::nullopt, {test::new_address(), "r"}},
                            {cheap, {std::chrono::minutes{15}, 5, 30}}, test::session_limits));
}

void redeem(db::Connection& db, const Round& round) {
  static_cast<void>(redeem_login_token(
      db, {round.token.token, {}, Consent::confirmed, std::nullopt, std::nullopt, {test::new_address(), "r"}},
      test::session_limits));
}

// As it was: the customer's row is locked, and nothing of it is written.
void open_session_under_a_lock(db::Connection& db, const Round& round) {
  db.in_transaction([&](db::Transaction&) {
    db.execute(
        R"sql(
        INSERT INTO sessions (id, session_hash, customer_id, email, shows_status_popup, address, created_at,
            last_seen_at, expires_at)
        SELECT ?, ?, id, email, 1, '192.0.2.1', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6),
            UTC_TIMESTAMP(6) + INTERVAL 1 HOUR
        FROM customers
        WHERE id = ? AND blocked_at IS NULL
        LOCK IN SHARE MODE)sql",
        {Uuid::make(), crypto::SecretToken::make().hash().bytes(), round.customer.id});
  });
}

void block(db::Connection& db, const Round& round) { customers::block_customer(db, staff, round.customer, "race"); }

void set_password(db::Connection& db, const Round& round) {
  customers::set_password(db, staff, round.customer, crypto::hash_password("cloudy day 8", cheap));
}

void end_sessions(db::Connection& db, const Round& round) { customers::end_sessions(db, staff, round.customer); }

struct Counts {
  int left_in = 0;   // rounds after which a session lives
  int let_in = 0;    // rounds in which a session was made
  int failures = 0;  // deeds that ended in Unavailable
};

Counts race(int rounds, const Deed& first, const Deed& second) {
  Race race;
  Counts counts;
  for (int i = 0; i < rounds; ++i) {
    const Round round = prepare(race.db(0));
    race.run([&](db::Connection& db) { first(db, round); }, [&](db::Connection& db) { second(db, round); });
    const auto live = test::count_elsewhere(
        "SELECT COUNT(*) AS count FROM sessions WHERE customer_id = ? AND ended_at IS NULL", {round.customer.id});
    const auto all =
        test::count_elsewhere("SELECT COUNT(*) AS count FROM sessions WHERE customer_id = ?", {round.customer.id});
    if (live > 0) ++counts.left_in;
    if (all > 0) ++counts.let_in;
  }
  counts.failures = race.failures();
  return counts;
}

struct Row {
  const char* name;
  int rounds;
  Deed first;
  Deed second;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(customer_access_race)

BOOST_AUTO_TEST_CASE(no_sign_in_outlives_what_takes_access_away) {
  for (const Row& row : {Row{"password sign-in against block", 500, sign_in_by_password, block},
                         Row{"link against block", 500, redeem, block},
                         Row{"password sign-in against new password", 200, sign_in_by_password, set_password},
                         Row{"link against new password", 200, redeem, set_password},
                         Row{"link against end of all sessions", 200, redeem, end_sessions}}) {
    const auto counts = race(row.rounds, row.first, row.second);
    BOOST_TEST_MESSAGE(row.name << ": " << row.rounds << " races, " << counts.let_in << " with a session, "
                                << counts.left_in << " left in, " << counts.failures << " deeds unavailable");
    BOOST_TEST(counts.left_in == 0, row.name);
    BOOST_TEST(counts.failures == 0, row.name);
  }
}

BOOST_AUTO_TEST_CASE(a_lock_alone_leaves_somebody_in) {
  const auto counts = race(500, open_session_under_a_lock, block);
  BOOST_TEST_MESSAGE("control, a lock against block: 500 races, " << counts.let_in << " with a session, "
                                                                  << counts.left_in << " left in");
  BOOST_TEST(counts.left_in > 0);
}

BOOST_AUTO_TEST_CASE(a_renewal_does_not_bring_an_ended_session_back) {
  Race race;
  constexpr int rounds = 200;
  int left_in = 0;
  for (int i = 0; i < rounds; ++i) {
    const Round round = prepare(race.db(0));
    open_session_under_a_lock(race.db(0), round);
    race.db(0).execute("UPDATE sessions SET last_seen_at = UTC_TIMESTAMP(6) - INTERVAL 2 MINUTE WHERE customer_id = ?",
                       {round.customer.id});
    const Uuid id =
        race.db(0).query("SELECT id FROM sessions WHERE customer_id = ?", {round.customer.id}).at(0).uuid("id");
    Session session;
    session.id = id;
    race.run([&](db::Connection& db) { touch_session(db, session); },
             [&](db::Connection& db) { i % 2 == 0 ? block(db, round) : end_session(db, id); });
    if (test::count_elsewhere("SELECT COUNT(*) AS count FROM sessions WHERE id = ? AND ended_at IS NULL", {id}) > 0) {
      ++left_in;
    }
  }
  BOOST_TEST_MESSAGE("renewal against block and sign-out: " << rounds << " races, " << left_in << " left in, "
                                                            << race.failures() << " deeds unavailable");
  BOOST_TEST(left_in == 0);
  BOOST_TEST(race.failures() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
