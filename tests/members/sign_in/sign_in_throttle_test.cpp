// How many attempts to sign in are let through, of whom and for how long.
#include <atomic>
#include <boost/test/unit_test.hpp>

#include "attempts/network.hpp"
#include "links/login_token.hpp"
#include "members/sign_in/account.hpp"
#include "support/dialect.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using namespace latchkey::attempts;
using namespace latchkey::crypto;
using namespace latchkey::members;
using namespace latchkey::test;

BOOST_FIXTURE_TEST_SUITE(sign_in_throttle, Account)

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

BOOST_AUTO_TEST_CASE(an_ipv6_network_is_one_visitor_and_so_is_a_mapped_ipv4_address) {
  const std::string network = address.substr(0, address.rfind("::"));
  for (int i = 0; i < 5; ++i) {
    address = network + ":" + std::to_string(i) + "::7";
    BOOST_TEST(is<WrongCredentials>(attempt(*db, "wrong")));
  }
  address = network + "::";
  BOOST_TEST(is<Throttled>(attempt(*db, "sunny day 7")));
  const std::string ipv4 = "198.51.100." + std::to_string(std::stoul(Uuid::make().text().substr(34), nullptr, 16));
  for (int i = 0; i < 5; ++i) {
    address = i % 2 == 0 ? ipv4 : "::ffff:" + ipv4;
    BOOST_TEST(is<WrongCredentials>(attempt(*db, "wrong")));
  }
  BOOST_TEST(is<Throttled>(attempt(*db, "sunny day 7")));
}

BOOST_AUTO_TEST_CASE(guesses_from_elsewhere_keep_nobody_out) {
  guess_from_elsewhere(6, 1);
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
}

BOOST_AUTO_TEST_CASE(after_fifty_failures_from_everywhere_only_known_networks_are_let_in) {
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
  guess_from_elsewhere(5, 10);
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
  const std::string home = address;
  address = test::new_address();
  BOOST_TEST(is<Throttled>(attempt(*db, "sunny day 7")));
  db->execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + 901");
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
  db->execute_text("SET timestamp = DEFAULT");
}

BOOST_AUTO_TEST_CASE(a_network_is_known_for_thirty_days_also_by_a_link) {
  for (const auto& [days, is_known] : {std::pair{29, true}, std::pair{31, false}}) {
    BOOST_TEST_CONTEXT(days) {
      email = test::new_email();
      customer = test::make_customer(*db, email, hash_password("sunny day 7", cheap));
      const auto token = links::mint_login_token(*db, test::test_config(), {.customer_id = *customer, .request = {}});
      BOOST_TEST(std::holds_alternative<members::SignedIn>(redeem_login_token(
          *db, {token.token, {}, Consent::asked, std::nullopt, std::nullopt, {address, "r1"}}, session_limits)));
      db->execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + " + std::to_string(days * 86400));
      guess_from_elsewhere(5, 10);
      BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")) == is_known);
      db->execute_text("SET timestamp = DEFAULT");
    }
  }
}

BOOST_AUTO_TEST_CASE(who_is_signed_in_is_not_kept_out_by_what_strangers_do) {
  for (int i = 0; i < 30; ++i) BOOST_TEST(is<WrongCredentials>(attempt(*db, "wrong", test::new_email())));
  guess_from_elsewhere(5, 10);
  BOOST_TEST(is<Throttled>(attempt(*db, "sunny day 7")));
  const auto prove = [&](const std::string& password) {
    return prove_password(*db,
                          {.table = PasswordTable::customers,
                           .method = Method::reveal,
                           .email = email,
                           .password = password,
                           .visitor = {address, "r1"}},
                          {cheap, sign_in_limits});
  };
  BOOST_TEST(std::holds_alternative<PasswordProved>(prove("sunny day 7")));
  for (int i = 0; i < 4; ++i) BOOST_TEST(std::holds_alternative<WrongCredentials>(prove("wrong")));
  BOOST_TEST(std::holds_alternative<Throttled>(prove("sunny day 7")));
}

BOOST_AUTO_TEST_CASE(a_throttled_visitor_is_told_when_to_try_again) {
  db->execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) - 600");
  for (int i = 0; i < 5; ++i) BOOST_TEST(is<WrongCredentials>(attempt(*db, "wrong")));
  db->execute_text("SET timestamp = DEFAULT");
  const auto outcome = attempt(*db, "sunny day 7");
  BOOST_REQUIRE(is<Throttled>(outcome));
  const auto wait = std::get<Throttled>(outcome);
  BOOST_TEST(wait.retry_after.count() >= 295);
  BOOST_TEST(wait.retry_after.count() <= 300);
  BOOST_TEST(waiting_time({std::chrono::seconds{298}}) == "in 5 minutes");
  BOOST_TEST(waiting_time({std::chrono::seconds{61}}) == "in 2 minutes");
  BOOST_TEST(waiting_time({std::chrono::seconds{1}}) == "in a minute");
  db->execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + " + std::to_string(wait.retry_after.count()));
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
  db->execute_text("SET timestamp = DEFAULT");
}

BOOST_AUTO_TEST_CASE(the_limits_are_counted_by_indexes_that_leave_throttled_attempts_out) {
  const std::string hash = hash_customer_account(email);
  db->execute(
      R"sql(
      INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, network, account_hash, request_id)
      SELECT RANDOM_BYTES(16), UTC_TIMESTAMP(6) - INTERVAL seq SECOND, 'password',
          ELT(1 + seq % 3, 'throttled', 'signed_in', 'unknown'), '192.0.2.1', IF(seq % 2, ?, RANDOM_BYTES(4)),
          IF(seq % 5, RANDOM_BYTES(32), ?), 'r'
      FROM )sql" +
          test::numbers_to(20000),
      {network_of(address), hash});
  static_cast<void>(db->query("ANALYZE TABLE sign_in_attempts"));
  BOOST_TEST(test::count_reads(*db, [&] { static_cast<void>(attempt(*db, "wrong")); }) < 500);
  db->execute("DELETE FROM sign_in_attempts WHERE request_id = 'r'");
}

// As many do whose provider gives them one address.
BOOST_AUTO_TEST_CASE(what_others_have_done_from_the_same_network_is_not_read) {
  for (int i = 0; i < 300; ++i) {
    test::make_customer(*db, email = test::new_email(), hash_password("sunny day 7", cheap));
    BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
  }
  static_cast<void>(db->query("ANALYZE TABLE sign_in_attempts"));
  const auto reads = test::count_reads(*db, [&] { static_cast<void>(attempt(*db, "sunny day 7")); });
  BOOST_TEST(reads < 40);
}

BOOST_AUTO_TEST_CASE(sixteen_guesses_at_once_do_not_pass_the_limit_together) {
  std::atomic<int> looked_at{0};
  test::run_together(16, [&](int) {
    const auto own = SharedDatabase::connect();
    if (is<WrongCredentials>(attempt(*own, "wrong"))) ++looked_at;
  });
  BOOST_TEST(looked_at <= 5);
}

BOOST_AUTO_TEST_SUITE_END()
