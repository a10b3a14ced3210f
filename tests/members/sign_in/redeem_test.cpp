// Signing in by a link.
#include <boost/test/unit_test.hpp>
#include <set>

#include "customers/customer_access.hpp"
#include "members/sign_in/members.hpp"

using namespace latchkey;
using namespace latchkey::links;
using namespace latchkey::members;
using namespace latchkey::test;

BOOST_FIXTURE_TEST_SUITE(redeem, Members)

BOOST_AUTO_TEST_CASE(a_valid_token_becomes_a_session) {
  const auto token = mint();
  const auto outcome = redeem_login_token(*db, request_for(token), session_limits);
  BOOST_REQUIRE(is_signed_in(outcome));
  BOOST_TEST(std::get<SignedIn>(outcome).location == "/dashboard");
  const auto session = find_session(*db, std::get<SignedIn>(outcome).session.hash(), session_limits);
  BOOST_REQUIRE(session);
  BOOST_TEST((session->customer_id == *customer));
  BOOST_TEST(last_outcome(token) == "signed_in");
}

BOOST_AUTO_TEST_CASE(second_redemption_is_refused) {
  const auto token = mint();
  BOOST_TEST(is_signed_in(redeem_login_token(*db, request_for(token), session_limits)));
  BOOST_TEST(is_refused(redeem_login_token(*db, request_for(token), session_limits)));
  BOOST_TEST(last_outcome(token) == "spent");
  BOOST_TEST(count_sessions(token) == 1);
}

BOOST_AUTO_TEST_CASE(the_browser_that_spent_it_may_come_again) {
  const auto token = mint(TokenKind::redirect, std::chrono::seconds{300}, "/wallet/deposit?a=1");
  auto request = request_for(token);
  const auto first = redeem_login_token(*db, request, session_limits);
  request.session_cookie = std::get<SignedIn>(first).session.hash();
  const auto second = redeem_login_token(*db, request, session_limits);
  BOOST_REQUIRE(std::holds_alternative<StillSignedIn>(second));
  BOOST_TEST(std::get<StillSignedIn>(second).location == "/wallet/deposit?a=1");
  BOOST_TEST(count_sessions(token) == 1);
}

BOOST_AUTO_TEST_CASE(expiry_is_exact_on_both_sides) {
  for (const auto& [seconds, is_live] : {std::pair{299, true}, std::pair{301, false}}) {
    BOOST_TEST_CONTEXT(seconds) {
      const auto token = mint();
      travel(seconds);
      BOOST_TEST(is_signed_in(redeem_login_token(*db, request_for(token), session_limits)) == is_live);
      if (!is_live) BOOST_TEST(last_outcome(token) == "expired");
      db->execute_text("SET timestamp = DEFAULT");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_token_lives_until_the_microsecond_of_its_expiry) {
  for (const auto& [offset, is_live] : {std::pair{"- 0.000010", true}, std::pair{"+ 0.000000", false}}) {
    BOOST_TEST_CONTEXT(offset) {
      const auto token = mint();
      const auto expiry =
          db->query("SELECT CAST(UNIX_TIMESTAMP(expires_at) AS CHAR) AS expiry FROM login_tokens WHERE id = ?",
                    {token.id})
              .at(0)
              .text("expiry");
      db->execute_text("SET timestamp = " + expiry + " " + offset);
      BOOST_TEST(is_signed_in(redeem_login_token(*db, request_for(token), session_limits)) == is_live);
      db->execute_text("SET timestamp = DEFAULT");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_session_ends_when_idle_and_at_its_end) {
  const auto opened = redeem_login_token(*db, request_for(mint()), session_limits);
  const auto hash = std::get<SignedIn>(opened).session.hash();
  for (const auto& [seconds, is_live] : {std::pair{1799, true}, std::pair{1801, false}}) {
    travel(seconds);
    BOOST_TEST(find_session(*db, hash, session_limits).has_value() == is_live);
    db->execute_text("SET timestamp = DEFAULT");
  }
  const SessionLimits never_idle{std::chrono::hours{24}, std::chrono::hours{12}};
  for (const auto& [seconds, is_live] : {std::pair{12 * 3600 - 1, true}, std::pair{12 * 3600 + 1, false}}) {
    travel(seconds);
    BOOST_TEST(find_session(*db, hash, never_idle).has_value() == is_live);
    db->execute_text("SET timestamp = DEFAULT");
  }
}

BOOST_AUTO_TEST_CASE(last_seen_is_written_at_most_once_a_minute) {
  const auto opened = redeem_login_token(*db, request_for(mint()), session_limits);
  const auto hash = std::get<SignedIn>(opened).session.hash();
  BOOST_TEST(!find_session(*db, hash, session_limits)->is_touch_due);
  travel(61);
  const auto session = find_session(*db, hash, session_limits);
  BOOST_TEST(session->is_touch_due);
  touch_session(*db, *session);
  BOOST_TEST(!find_session(*db, hash, session_limits)->is_touch_due);
  db->execute_text("SET timestamp = DEFAULT");
}

BOOST_AUTO_TEST_CASE(a_link_token_asks_first) {
  const auto token = mint(TokenKind::link);
  auto request = request_for(token);
  const auto asked = redeem_login_token(*db, request, session_limits);
  BOOST_REQUIRE(std::holds_alternative<MustConfirm>(asked));
  BOOST_TEST(!std::get<MustConfirm>(asked).signed_in_as.has_value());
  BOOST_TEST(count_sessions(token) == 0);
  request.consent = Consent::confirmed;
  BOOST_TEST(is_signed_in(redeem_login_token(*db, request, session_limits)));
}

BOOST_AUTO_TEST_CASE(a_spent_token_opens_for_the_browser_that_spent_it_alone_and_until_it_signs_out) {
  const auto token = mint(TokenKind::redirect, std::chrono::seconds{300}, "/wallet/deposit?a=1");
  auto request = request_for(token);
  request.form_cookie = crypto::SecretToken::make();
  const auto first = redeem_login_token(*db, request, session_limits);
  const auto second = redeem_login_token(*db, request, session_limits);
  BOOST_REQUIRE(is_signed_in(second));
  BOOST_TEST(std::get<SignedIn>(second).session.reveal() == std::get<SignedIn>(first).session.reveal());
  BOOST_TEST(std::get<SignedIn>(second).location == "/wallet/deposit?a=1");
  BOOST_TEST(last_outcome(token) == "still_signed_in");
  auto stranger = request;
  stranger.form_cookie = crypto::SecretToken::make();
  BOOST_TEST(is_refused(redeem_login_token(*db, stranger, session_limits)));
  stranger.form_cookie = std::nullopt;
  BOOST_TEST(is_refused(redeem_login_token(*db, stranger, session_limits)));
  const auto session = find_session(*db, std::get<SignedIn>(first).session.hash(), session_limits);
  end_session(*db, session->id);
  BOOST_TEST(is_refused(redeem_login_token(*db, request, session_limits)));
  BOOST_TEST(last_outcome(token) == "spent");
  BOOST_TEST(count_sessions(token) == 1);
}

BOOST_AUTO_TEST_CASE(a_spent_token_does_not_take_the_place_of_another_customer_unasked) {
  const auto token = mint();
  auto request = request_for(token);
  request.form_cookie = crypto::SecretToken::make();
  BOOST_TEST(is_signed_in(redeem_login_token(*db, request, session_limits)));
  customer = test::make_customer(*db, test::new_email());
  const auto other = redeem_login_token(*db, request_for(mint()), session_limits);
  request.session_cookie = std::get<SignedIn>(other).session.hash();
  BOOST_TEST(is_refused(redeem_login_token(*db, request, session_limits)));
  BOOST_TEST(find_session(*db, *request.session_cookie, session_limits).has_value());
}

BOOST_AUTO_TEST_CASE(a_page_that_was_shown_is_one_row) {
  const auto token = mint(TokenKind::link);
  for (int i = 0; i < 3; ++i) static_cast<void>(redeem_login_token(*db, request_for(token), session_limits));
  BOOST_TEST(last_outcome(token) == "must_confirm");
  BOOST_TEST(db->query("SELECT COUNT(*) AS count FROM sign_in_attempts WHERE login_token_id = ?", {token.id})
                 .at(0)
                 .integer("count") == 1);
}

BOOST_AUTO_TEST_CASE(tokens_that_nobody_was_given_leave_few_rows_and_no_return_url) {
  const attempts::Visitor visitor{test::new_address(), "r1"};
  for (int i = 0; i < 30; ++i) {
    auto request = request_for(mint());
    request.token = crypto::SecretToken::make(login_token_prefix);
    request.wish.return_url = "/wallet/deposit";
    request.visitor = visitor;
    BOOST_TEST(is_refused(redeem_login_token(*db, request, session_limits)));
    refuse_malformed_token(*db, visitor);
  }
  const auto rows = db->query("SELECT outcome, return_url FROM sign_in_attempts WHERE address = ?", {visitor.address});
  BOOST_TEST(rows.size() == attempts::stray_token_rows);
  std::set<std::string> outcomes;
  for (const auto& row : rows) {
    BOOST_TEST(row.is_null("return_url"));
    outcomes.insert(row.text("outcome"));
  }
  BOOST_TEST((outcomes == std::set<std::string>{"malformed", "unknown"}));
}

BOOST_AUTO_TEST_CASE(another_customer_s_session_is_not_replaced_unasked) {
  const auto own = redeem_login_token(*db, request_for(mint()), session_limits);
  const auto own_hash = std::get<SignedIn>(own).session.hash();
  customer = test::make_customer(*db, test::new_email());
  const auto token = mint();
  auto request = request_for(token);
  request.session_cookie = own_hash;
  const auto asked = redeem_login_token(*db, request, session_limits);
  BOOST_REQUIRE(std::holds_alternative<MustConfirm>(asked));
  BOOST_TEST(std::get<MustConfirm>(asked).signed_in_as.has_value());
  BOOST_TEST(count_sessions(token) == 0);
  request.consent = Consent::confirmed;
  BOOST_TEST(is_signed_in(redeem_login_token(*db, request, session_limits)));
  BOOST_TEST(!find_session(*db, own_hash, session_limits).has_value());
}

BOOST_AUTO_TEST_CASE(a_new_sign_in_ends_this_browser_s_old_session) {
  const auto first = redeem_login_token(*db, request_for(mint()), session_limits);
  auto request = request_for(mint());
  request.session_cookie = std::get<SignedIn>(first).session.hash();
  BOOST_TEST(is_signed_in(redeem_login_token(*db, request, session_limits)));
  BOOST_TEST(!find_session(*db, *request.session_cookie, session_limits).has_value());
}

BOOST_AUTO_TEST_CASE(a_block_ends_sessions_and_tokens_and_they_stay_ended) {
  const auto open = mint();
  const auto session = redeem_login_token(*db, request_for(mint()), session_limits);
  const auto row = customers::find_customer(*db, *customer).value();
  customers::block_customer(*db, {"test", {}}, row, "fraud");
  BOOST_TEST(!find_session(*db, std::get<SignedIn>(session).session.hash(), session_limits).has_value());
  BOOST_TEST(is_refused(redeem_login_token(*db, request_for(open), session_limits)));
  BOOST_TEST(last_outcome(open) == "customer_blocked");
  customers::unblock_customer(*db, {"test", {}}, row);
  BOOST_TEST(!find_session(*db, std::get<SignedIn>(session).session.hash(), session_limits).has_value());
  BOOST_TEST(is_refused(redeem_login_token(*db, request_for(open), session_limits)));
  BOOST_TEST(last_outcome(open) == "revoked");
  BOOST_TEST(is_signed_in(redeem_login_token(*db, request_for(mint()), session_limits)));
}

BOOST_AUTO_TEST_CASE(a_new_password_ends_sessions_and_tokens) {
  const auto open = mint();
  const auto session = redeem_login_token(*db, request_for(mint()), session_limits);
  customers::set_password(*db, {"test", {}}, customers::find_customer(*db, *customer).value(), "hash");
  BOOST_TEST(!find_session(*db, std::get<SignedIn>(session).session.hash(), session_limits).has_value());
  BOOST_TEST(is_refused(redeem_login_token(*db, request_for(open), session_limits)));
}

BOOST_AUTO_TEST_CASE(where_a_token_leads) {
  struct Row {
    const char* wish;
    const char* location;
    const char* reason;
  };
  db->execute_text(
      "INSERT INTO menus (id, label, path, is_enabled, created_at) VALUES (RANDOM_BYTES(16), 'Off', '/off', FALSE, "
      "NOW())");
  for (const Row& row :
       {Row{"/wallet/deposit", "/wallet/deposit", ""}, Row{"/wallet/deposit?a=1&b=2", "/wallet/deposit?a=1&b=2", ""},
        Row{"/off", "/dashboard", "not_in_menus"}, Row{"/admin", "/dashboard", "not_in_menus"},
        Row{"/wallet/deposit/", "/dashboard", "not_in_menus"}, Row{"/Wallet/deposit", "/dashboard", "not_in_menus"},
        Row{"https://evil.example/wallet/deposit", "/dashboard", "not_a_local_path"},
        Row{"//evil.example", "/dashboard", "not_a_local_path"}}) {
    BOOST_TEST_CONTEXT(row.wish) {
      const auto token = mint();
      auto request = request_for(token);
      request.wish.return_url = row.wish;
      BOOST_TEST(std::get<SignedIn>(redeem_login_token(*db, request, session_limits)).location == row.location);
      const auto reason =
          db->query("SELECT return_url_reason FROM sign_in_attempts WHERE login_token_id = ?", {token.id});
      BOOST_TEST(reason.at(0).text_or("return_url_reason", "") == row.reason);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
