#include "members/sign_in/sign_in.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>

#include "base/utf8.hpp"
#include "customers/customer_access.hpp"
#include "support/http_client.hpp"
#include "support/people.hpp"
#include "support/throwaway_mariadb.hpp"

using namespace latchkey;
using namespace latchkey::attempts;
using namespace latchkey::crypto;
using namespace latchkey::members;
using test::SharedDatabase;

namespace {

constexpr PasswordCost cheap{8, 1};
const SessionLimits session_limits{std::chrono::minutes{30}, std::chrono::hours{12}};
const SignInLimits limits{std::chrono::minutes{15}, 5, 30};

struct Account {
  Account() : db(SharedDatabase::connect()), email(test::new_email()) {
    customer = test::make_customer(*db, email, hash_password("sunny day 7", cheap));
    address = "2001:db8::" + Uuid::make().text().substr(32);
  }
  SignInOutcome attempt(db::Connection& connection, const std::string& password, const std::string& who = "") const {
    return sign_in(connection, {who.empty() ? email : who, password, {}, std::nullopt, {address, "r1"}},
                   {cheap, limits}, session_limits);
  }
  std::unique_ptr<db::Connection> db;
  std::string email;
  std::optional<Uuid> customer;
  std::string address;
};

template <class T>
bool is(const SignInOutcome& outcome) {
  return std::holds_alternative<T>(outcome);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sign_in_by_password, Account)

BOOST_AUTO_TEST_CASE(the_right_password_signs_in) {
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7", "  " + upper_ascii(email) + " ")));
  BOOST_TEST(is<WrongCredentials>(attempt(*db, "sunny day 8")));
  BOOST_TEST(is<WrongCredentials>(attempt(*db, "sunny day 7", "nobody@example.com")));
}

BOOST_AUTO_TEST_CASE(a_blocked_customer_is_told_with_the_right_password_only) {
  customers::block_customer(*db, {"test", {}}, customers::find_customer(*db, *customer).value(), "");
  BOOST_TEST(is<WrongCredentials>(attempt(*db, "wrong")));
  BOOST_TEST(is<CustomerBlocked>(attempt(*db, "sunny day 7")));
}

BOOST_AUTO_TEST_CASE(a_sign_in_waits_for_a_block_at_the_same_moment) {
  const auto staff = SharedDatabase::connect();
  std::future<SignInOutcome> outcome;
  staff->in_transaction([&](db::Transaction&) {
    staff->execute("UPDATE customers SET blocked_at = UTC_TIMESTAMP(6) WHERE id = ?", {*customer});
    outcome = std::async(std::launch::async, [&] { return attempt(*db, "sunny day 7"); });
    BOOST_TEST((outcome.wait_for(std::chrono::milliseconds{300}) == std::future_status::timeout));
  });
  BOOST_TEST(is<CustomerBlocked>(outcome.get()));
}

BOOST_AUTO_TEST_CASE(five_failures_are_let_through_and_the_sixth_attempt_is_throttled) {
  for (int i = 0; i < 5; ++i) BOOST_TEST(is<WrongCredentials>(attempt(*db, "wrong")));
  BOOST_TEST(is<Throttled>(attempt(*db, "sunny day 7")));
  db->execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + 901");
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
  db->execute_text("SET timestamp = DEFAULT");
}

BOOST_AUTO_TEST_CASE(a_success_forgives_earlier_failures) {
  for (int i = 0; i < 4; ++i) BOOST_TEST(is<WrongCredentials>(attempt(*db, "wrong")));
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
  for (int i = 0; i < 5; ++i) BOOST_TEST(is<WrongCredentials>(attempt(*db, "wrong")));
  BOOST_TEST(is<Throttled>(attempt(*db, "wrong")));
}

BOOST_AUTO_TEST_CASE(an_unknown_account_is_throttled_like_a_known_one) {
  const std::string nobody = test::new_email();
  for (int i = 0; i < 5; ++i) BOOST_TEST(is<WrongCredentials>(attempt(*db, "wrong", nobody)));
  BOOST_TEST(is<Throttled>(attempt(*db, "wrong", nobody)));
}

BOOST_AUTO_TEST_CASE(thirty_failures_of_one_address_throttle_it) {
  for (int i = 0; i < 30; ++i) BOOST_TEST(is<WrongCredentials>(attempt(*db, "wrong", test::new_email())));
  BOOST_TEST(is<Throttled>(attempt(*db, "sunny day 7")));
}

BOOST_AUTO_TEST_CASE(sixteen_guesses_at_once_do_not_pass_the_limit_together) {
  std::atomic<int> looked_at{0};
  test::run_together(16, [&](int) {
    const auto own = SharedDatabase::connect();
    if (is<WrongCredentials>(attempt(*own, "wrong"))) ++looked_at;
  });
  BOOST_TEST(looked_at <= 5);
}

BOOST_AUTO_TEST_CASE(a_hash_of_another_cost_is_renewed) {
  db->execute("UPDATE customers SET password_hash = ? WHERE id = ?",
              {hash_password("sunny day 7", {16, 1}), *customer});
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
  BOOST_TEST(db->query("SELECT password_hash FROM customers WHERE id = ?", {*customer})
                 .at(0)
                 .text("password_hash")
                 .find("m=8,") != std::string::npos);
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
}

BOOST_AUTO_TEST_SUITE_END()
