// Signing in with e-mail and password.
#include <algorithm>
#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <future>
#include <set>

#include "base/utf8.hpp"
#include "customers/customer_access.hpp"
#include "members/sign_in/account.hpp"
#include "support/child_process.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using namespace latchkey::attempts;
using namespace latchkey::crypto;
using namespace latchkey::members;
using namespace latchkey::test;

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
              {cheap, sign_in_limits}, session_limits);
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
                                   {cheap, sign_in_limits}, session_limits);
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
    const auto outcome = sign_in(*db, {email, "sunny day 7", {}, std::nullopt, {address, "r1"}, by},
                                 {cheap, sign_in_limits}, session_limits);
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
    return std::get<SignedIn>(sign_in(*db, {email, "sunny day 7", {}, own, {address, "r1"}, browser},
                                      {cheap, sign_in_limits}, session_limits))
        .session;
  };
  const auto first = enter(std::nullopt);
  const auto second = enter(first.hash());
  BOOST_TEST(second.reveal() != first.reveal());
  BOOST_TEST(count_open_sessions() == 1);
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
                                    {cost, sign_in_limits}, session_limits));
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
