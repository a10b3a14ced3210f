#include "members/sign_in/sign_in.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>
#include <set>
#include <utility>

#include "attempts/network.hpp"
#include "base/utf8.hpp"
#include "customers/customer_access.hpp"
#include "links/login_token.hpp"
#include "support/child_process.hpp"
#include "support/dialect.hpp"
#include "support/people.hpp"
#include "support/run_together.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::attempts;
using namespace latchkey::crypto;
using namespace latchkey::members;
using test::SharedDatabase;

namespace {

constexpr PasswordCost cheap{8, 1};
const SessionLimits session_limits{std::chrono::minutes{30}, std::chrono::hours{12}};
const SignInLimits limits{std::chrono::minutes{15}, 5, 30};

template <class T>
bool is(const SignInOutcome& outcome) {
  return std::holds_alternative<T>(outcome);
}

struct Account {
  Account() : db(SharedDatabase::connect()), email(test::new_email()) {
    customer = test::make_customer(*db, email, hash_password("sunny day 7", cheap));
    address = test::new_address();
  }
  SignInOutcome attempt(db::Connection& connection, const std::string& password, const std::string& who = "") const {
    return sign_in(connection, {who.empty() ? email : who, password, {}, std::nullopt, {address, "r1"}},
                   {cheap, limits}, session_limits);
  }
  // So many wrong guesses at the account from each of so many other networks.
  void guess_from_elsewhere(int guesses, int networks) {
    const std::string own = std::exchange(address, "");
    for (int network = 0; network < networks; ++network) {
      address = test::new_address();
      for (int i = 0; i < guesses; ++i) BOOST_TEST(!is<SignedIn>(attempt(*db, "wrong")));
    }
    address = own;
  }
  std::int64_t count_open_sessions() const {
    return db->query("SELECT COUNT(*) AS count FROM sessions WHERE customer_id = ? AND ended_at IS NULL", {*customer})
        .at(0)
        .integer("count");
  }
  std::unique_ptr<db::Connection> db;
  std::string email;
  std::optional<Uuid> customer;
  std::string address;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sign_in_by_password, Account)

BOOST_AUTO_TEST_CASE(the_right_password_signs_in) {
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7", "  " + upper_ascii(email) + " ")));
  BOOST_TEST(is<WrongCredentials>(attempt(*db, "sunny day 8")));
  BOOST_TEST(is<WrongCredentials>(attempt(*db, "sunny day 7", "nobody@example.com")));
}

BOOST_AUTO_TEST_CASE(a_return_url_that_is_not_allowed_is_kept_with_its_reason) {
  const auto outcome =
      sign_in(*db, {email, "sunny day 7", {.return_url = "https://elsewhere.example/"}, std::nullopt, {address, "r1"}},
              {cheap, limits}, session_limits);
  BOOST_TEST(is<SignedIn>(outcome));
  const auto row =
      db->query("SELECT return_url, return_url_reason FROM sign_in_attempts WHERE customer_id = ?", {*customer}).at(0);
  BOOST_TEST(row.text("return_url") == "https://elsewhere.example/");
  BOOST_TEST(row.text("return_url_reason") == "not_a_local_path");
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

// A double click: the browser keeps the cookie of the last answer, so every answer has the same.
BOOST_AUTO_TEST_CASE(a_form_that_is_sent_many_times_opens_one_session) {
  for (int round = 1; round <= 10; ++round) {
    const auto browser = SecretToken::make();
    std::array<std::string, 4> cookies;  // as many as are not throttled at once
    test::run_together(4, [&](int i) {
      const auto own = SharedDatabase::connect();
      const auto outcome = sign_in(*own, {email, "sunny day 7", {}, std::nullopt, {address, "r1"}, browser},
                                   {cheap, limits}, session_limits);
      if (is<SignedIn>(outcome)) cookies.at(static_cast<std::size_t>(i)) = std::get<SignedIn>(outcome).session.reveal();
    });
    BOOST_TEST(cookies.front().size() == SecretToken::random_characters);
    BOOST_TEST(std::ranges::count(cookies, cookies.front()) == 4);
    BOOST_TEST(count_open_sessions() == round);
  }
}

BOOST_AUTO_TEST_CASE(another_session_is_opened_after_a_sign_out_and_by_another_browser_and_later) {
  const auto browser = SecretToken::make();
  std::set<std::string> cookies;
  const auto enter = [&](const std::optional<SecretToken>& by) {
    const auto outcome =
        sign_in(*db, {email, "sunny day 7", {}, std::nullopt, {address, "r1"}, by}, {cheap, limits}, session_limits);
    cookies.insert(std::get<SignedIn>(outcome).session.reveal());
    return find_session(*db, std::get<SignedIn>(outcome).session.hash(), session_limits).value();
  };
  end_session(*db, enter(browser).id);
  db->execute("UPDATE sessions SET created_at = created_at - INTERVAL 11 SECOND WHERE id = ?", {enter(browser).id});
  static_cast<void>(enter(browser));
  static_cast<void>(enter(SecretToken::make()));
  static_cast<void>(enter(std::nullopt));
  static_cast<void>(enter(std::nullopt));
  BOOST_TEST(cookies.size() == 6U);
}

BOOST_AUTO_TEST_CASE(a_browser_that_is_signed_in_gets_another_session_in_place_of_its_own) {
  const auto browser = SecretToken::make();
  const auto enter = [&](const std::optional<TokenHash>& own) {
    return std::get<SignedIn>(
               sign_in(*db, {email, "sunny day 7", {}, own, {address, "r1"}, browser}, {cheap, limits}, session_limits))
        .session;
  };
  const auto first = enter(std::nullopt);
  const auto second = enter(first.hash());
  BOOST_TEST(second.reveal() != first.reveal());
  BOOST_TEST(count_open_sessions() == 1);
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
                          {cheap, limits});
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

BOOST_AUTO_TEST_CASE(one_form_of_an_address_signs_in) {
  customer = test::make_customer(*db, "anna@xn--mnchen-3ya.example", hash_password("sunny day 7", cheap));
  for (const char* typed : {"anna@m\u00fcnchen.example", " Anna@M\u00dcNCHEN.example\n", "anna@xn--mnchen-3ya.example",
                            "anna@XN--MNCHEN-3YA.EXAMPLE", "anna@mu\u0308nchen.example"}) {
    BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7", typed)), typed);
  }
  for (const char* typed :
       {"anna", "@", "anna@m\u00fcnchen", "an na@m\u00fcnchen.example", "anna@@m\u00fcnchen.example"}) {
    BOOST_TEST(is<WrongCredentials>(attempt(*db, "sunny day 7", typed)), typed);
  }
}

BOOST_AUTO_TEST_CASE(a_sign_in_does_not_outlive_a_change_of_the_password_at_the_same_moment) {
  const auto staff = SharedDatabase::connect();
  std::future<SignInOutcome> outcome;
  staff->in_transaction([&](db::Transaction&) {
    staff->execute("UPDATE customers SET password_hash = 'x' WHERE id = ?", {*customer});
    outcome = std::async(std::launch::async, [&] { return attempt(*db, "sunny day 7"); });
    BOOST_TEST((outcome.wait_for(std::chrono::milliseconds{300}) == std::future_status::timeout));
  });
  BOOST_TEST(is<WrongCredentials>(outcome.get()));
  BOOST_TEST(count_open_sessions() == 0);
}

BOOST_AUTO_TEST_CASE(of_sign_ins_and_a_new_password_at_once_none_stays_signed_in) {
  const auto row = customers::find_customer(*db, *customer).value();
  for (int round = 0; round < 20; ++round) {
    db->execute("UPDATE customers SET password_hash = ? WHERE id = ?",
                {hash_password("sunny day 7", cheap), *customer});
    db->execute("DELETE FROM sign_in_attempts WHERE account_hash = ?", {hash_customer_account(email)});
    test::run_together(4, [&](int i) {
      const auto own = SharedDatabase::connect();
      if (i == 0) customers::set_password(*own, {"test", {}}, row, hash_password("rainy day 8", cheap));
      if (i != 0) static_cast<void>(attempt(*own, "sunny day 7"));
    });
    BOOST_TEST(count_open_sessions() == 0);
  }
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

BOOST_AUTO_TEST_CASE(without_memory_an_attempt_is_unavailable_and_no_failure) {
  const PasswordCost cost{.keep_memory_for = std::chrono::seconds::zero()};
  db->execute("UPDATE customers SET password_hash = ? WHERE id = ?", {hash_password("sunny day 7", cost), *customer});
  for (const std::string& who : {email, test::new_email()}) {
    const int unavailable = test::run_in_child([&] {
      const auto own = SharedDatabase::connect();
      static_cast<void>(own->query("SELECT 1"));
      test::limit_memory(8 << 20);
      int count = 0;
      for (int i = 0; i < 6; ++i) {
        try {
          static_cast<void>(sign_in(*own, {who, i == 0 ? "sunny day 7" : "wrong", {}, std::nullopt, {address, "r1"}},
                                    {cost, limits}, session_limits));
        } catch (const Unavailable&) {
          ++count;
        }
      }
      return count;
    });
    BOOST_TEST(unavailable == 6);
    const auto rows =
        db->query("SELECT DISTINCT outcome FROM sign_in_attempts WHERE account_hash = ?", {hash_customer_account(who)});
    BOOST_TEST(rows.size() == 1U);
    BOOST_TEST(rows.at(0).text("outcome") == "not_checked");
  }
  BOOST_TEST(is<SignedIn>(attempt(*db, "sunny day 7")));
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

BOOST_AUTO_TEST_CASE(sign_ins_at_once_that_renew_a_hash_are_all_let_in) {
  for (int round = 0; round < 10; ++round) {
    db->execute("UPDATE customers SET password_hash = ? WHERE id = ?",
                {hash_password("sunny day 7", {16, 1}), *customer});
    std::atomic<int> signed_in{0};
    test::run_together(4, [&](int) {
      const auto own = SharedDatabase::connect();
      if (is<SignedIn>(attempt(*own, "sunny day 7"))) ++signed_in;
    });
    BOOST_TEST(signed_in == 4);
  }
}

BOOST_AUTO_TEST_SUITE_END()
