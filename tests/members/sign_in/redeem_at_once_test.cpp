// Links that are opened many times at once, or while their customer is blocked.
#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>

#include "customers/customer_access.hpp"
#include "members/sign_in/members.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using namespace latchkey::links;
using namespace latchkey::members;
using namespace latchkey::test;

BOOST_FIXTURE_TEST_SUITE(redeem_at_once, Members)

BOOST_AUTO_TEST_CASE(sixteen_redemptions_at_once_make_one_session) {
  for (int round = 0; round < 10; ++round) {
    const auto token = mint();
    std::atomic<int> winners{0};
    test::run_together(16, [&](int) {
      const auto own = SharedDatabase::connect();
      if (is_signed_in(redeem_login_token(*own, request_for(token), session_limits))) ++winners;
    });
    BOOST_TEST(winners == 1);
    BOOST_TEST(count_sessions(token) == 1);
  }
}

// The control: the same race against a look followed by an unguarded UPDATE lets several win, so the race is a real
// one.
BOOST_AUTO_TEST_CASE(sixteen_unguarded_redemptions_make_several) {
  std::atomic<int> winners{0};
  for (int round = 0; round < 10; ++round) {
    const auto token = mint();
    test::run_together(16, [&](int, const test::Meet& meet) {
      const auto own = SharedDatabase::connect();
      own->in_transaction([&](db::Transaction&) {
        const auto rows = own->query("SELECT used_at FROM login_tokens WHERE id = ?", {token.id});
        if (!rows.at(0).is_null("used_at")) return;
        meet();
        own->execute("UPDATE login_tokens SET used_at = UTC_TIMESTAMP(6) WHERE id = ?", {token.id});
        ++winners;
      });
    });
  }
  BOOST_TEST(winners == 160);
}

// Double click: the second request leaves before the answer to the first is there, so with the same cookies.
BOOST_AUTO_TEST_CASE(sixteen_requests_of_one_browser_get_one_session) {
  for (const TokenKind kind : {TokenKind::link, TokenKind::redirect}) {
    for (int round = 0; round < 10; ++round) {
      const auto token = mint(kind);
      auto request = request_for(token);
      request.consent = kind == TokenKind::link ? Consent::confirmed : Consent::asked;
      request.form_cookie = crypto::SecretToken::make();
      request.session_cookie =
          std::get<SignedIn>(redeem_login_token(*db, request_for(mint()), session_limits)).session.hash();
      std::array<std::string, 16> cookies;
      test::run_together(16, [&](int i) {
        const auto own = SharedDatabase::connect();
        const auto outcome = redeem_login_token(*own, request, session_limits);
        if (is_signed_in(outcome))
          cookies.at(static_cast<std::size_t>(i)) = std::get<SignedIn>(outcome).session.reveal();
      });
      for (const auto& cookie : cookies) {
        BOOST_REQUIRE(!cookie.empty());
        BOOST_TEST(find_session(*db, crypto::SecretToken::parse(cookie)->hash(), session_limits).has_value());
      }
      BOOST_TEST(count_sessions(token) == 1);
      BOOST_TEST(!find_session(*db, *request.session_cookie, session_limits).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_session_never_outlives_a_block_at_the_same_moment) {
  for (int round = 0; round < 20; ++round) {
    customer = test::make_customer(*db, test::new_email());
    const auto token = mint();
    const auto row = customers::find_customer(*db, *customer).value();
    test::run_together(2, [&](int i) {
      const auto own = SharedDatabase::connect();
      if (i == 0) static_cast<void>(redeem_login_token(*own, request_for(token), session_limits));
      if (i == 1) customers::block_customer(*own, {"test", {}}, row, "");
    });
    BOOST_TEST(
        db->query("SELECT COUNT(*) AS count FROM sessions WHERE customer_id = ? AND ended_at IS NULL", {*customer})
            .at(0)
            .integer("count") == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
