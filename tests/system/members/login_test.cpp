// Contract section 5: the rows of the auto-login table.
#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>

#include "base/uuid.hpp"
#include "support/run_together.hpp"
#include "system/members/login_member.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(login)

BOOST_AUTO_TEST_CASE(a_valid_redirect_token_is_spent_and_lands_on_the_dashboard) {
  const Answer answer = open(make_member().token);
  BOOST_TEST(answer.status == 303);
  BOOST_TEST(answer.header("location") == "/dashboard");
  check_auth_headers(answer);
  const std::string cookie = answer.header("set-cookie");
  for (const char* part : {"__Host-member=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"})
    BOOST_TEST(cookie.find(part) != std::string::npos, part);
  BOOST_TEST(cookie.find("Domain") == std::string::npos);
  BOOST_TEST(answer.cookie("__Host-member").size() == 43U);
  BOOST_TEST(is_signed_in(with_session(answer)));
}

BOOST_AUTO_TEST_CASE(a_valid_link_token_shows_a_page_whose_button_signs_in) {
  const Member member = make_member({{"kind", "link"}});
  for (int i = 0; i < 2; ++i) {
    const Answer page = open(member.token, "&returnUrl=%2Fprofile&statusPopup=false");
    BOOST_TEST(page.status == 200);
    check_auth_headers(page);
    BOOST_TEST(contains(page, "name=\"token\" value=\"" + member.token + "\""));
    BOOST_TEST(contains(page, "name=\"returnUrl\" value=\"/profile\""));
    BOOST_TEST(contains(page, "name=\"statusPopup\" value=\"false\""));
    BOOST_TEST(page.cookie("__Host-member").empty());
  }
  const Answer answer = post_form("/auth/login", {{"token", member.token}, {"returnUrl", "/profile"}},
                                  {{"Sec-Fetch-Site", "same-origin"}});
  BOOST_TEST(answer.status == 303);
  BOOST_TEST(answer.header("location") == "/profile");
}

BOOST_AUTO_TEST_CASE(head_spends_nothing) {
  const Member member = make_member();
  const Answer head = stack().http().send("HEAD", "/auth/login?token=" + member.token);
  BOOST_TEST(head.status == 200);
  BOOST_TEST(head.header("cache-control") == "no-store");
  BOOST_TEST(open(member.token).status == 303);
}

BOOST_AUTO_TEST_CASE(prefetch_and_prerender_spend_nothing) {
  const Member member = make_member();
  for (const auto& [name, value] :
       {std::pair{"Sec-Purpose", "prefetch"}, std::pair{"Sec-Purpose", "prefetch;prerender"},
        std::pair{"Purpose", "Prefetch"}, std::pair{"Sec-Purpose", "prerender"}}) {
    const Answer answer = open(member.token, "", {{name, value}});
    BOOST_TEST(answer.status == 503);
    BOOST_TEST(answer.header("cache-control") == "no-store");
  }
  BOOST_TEST(open(member.token).status == 303);
}

BOOST_AUTO_TEST_CASE(another_customer_signed_in_is_asked_first) {
  const Headers first = with_session(open(make_member().token));
  const Member other = make_member();
  const Answer page = open(other.token, "", first);
  BOOST_TEST(page.status == 200);
  BOOST_TEST(contains(
      page, other.email.substr(0, 1) + "\u2022\u2022\u2022\u2022" + other.email.substr(other.email.find('@') - 1)));
  BOOST_TEST(!contains(page, other.email));
  BOOST_TEST(is_signed_in(first));
  const Answer switched =
      post_form("/auth/login", {{"token", other.token}}, {{"Sec-Fetch-Site", "same-origin"}, first.front()});
  BOOST_TEST(switched.status == 303);
  BOOST_TEST(!is_signed_in(first));
  BOOST_TEST(stack().http().get("/auth/session", with_session(switched)).json()["customer"]["email"] == other.email);
}

BOOST_AUTO_TEST_CASE(a_spent_token_in_the_browser_that_spent_it_still_lands) {
  const Member member = make_member();
  const Headers session = with_session(open(member.token, "&returnUrl=%2Fwallet%2Fdeposit"));
  const Answer again = open(member.token, "&returnUrl=%2Fwallet%2Fdeposit", session);
  BOOST_TEST(again.status == 303);
  BOOST_TEST(again.header("location") == "/wallet/deposit");
  BOOST_TEST(again.header("set-cookie").empty());
}

BOOST_AUTO_TEST_CASE(unknown_malformed_expired_spent_and_revoked_get_one_page) {
  const Member spent = make_member();
  BOOST_TEST(open(spent.token).status == 303);
  const Member expired = make_member();
  stack().connect()->execute("UPDATE login_tokens SET expires_at = UTC_TIMESTAMP(6) WHERE customer_id = ?",
                             {latchkey::Uuid::parse(expired.id)});
  const Member revoked = make_member();
  stack().connect()->execute("UPDATE login_tokens SET revoked_at = UTC_TIMESTAMP(6) WHERE customer_id = ?",
                             {latchkey::Uuid::parse(revoked.id)});
  const std::string kept = "&returnUrl=%2Fwallet%2Fdeposit&statusPopup=false";
  const Answer unknown = open("lt_" + std::string(43, 'a'), kept);
  check_auth_headers(unknown);
  BOOST_TEST(contains(unknown, "name=\"returnUrl\" value=\"/wallet/deposit\""));
  BOOST_TEST(contains(unknown, "name=\"statusPopup\" value=\"false\""));
  BOOST_TEST(contains(unknown, "name=\"password\""));
  for (const std::string& token :
       {std::string("x"), std::string(), "lt_" + std::string(42, 'a'), expired.token, spent.token, revoked.token}) {
    BOOST_TEST_CONTEXT(token) {
      const Answer answer = open(token, kept);
      BOOST_TEST(answer.status == 410);
      BOOST_TEST(neutral(answer) == neutral(unknown));
    }
  }
}

BOOST_AUTO_TEST_CASE(no_token_shows_the_sign_in_page_or_leads_on) {
  const Answer page = stack().http().get("/auth/login?returnUrl=%2Fprofile");
  BOOST_TEST(page.status == 200);
  check_auth_headers(page);
  BOOST_TEST(contains(page, "name=\"email\""));
  const Headers session = with_session(open(make_member().token));
  const Answer led = stack().http().get("/auth/login?returnUrl=%2Fprofile", session);
  BOOST_TEST(led.status == 303);
  BOOST_TEST(led.header("location") == "/profile");
}

BOOST_AUTO_TEST_CASE(our_own_parameters_twice_with_different_values_are_a_400_page) {
  const Member member = make_member();
  for (const std::string& more : {"&token=lt_" + std::string(43, 'a'), std::string("&returnUrl=%2Fa&returnUrl=%2Fb"),
                                  std::string("&statusPopup=false&statusPopup=true")}) {
    BOOST_TEST_CONTEXT(more) {
      const Answer answer = open(member.token, more);
      BOOST_TEST(answer.status == 400);
      check_auth_headers(answer);
    }
  }
  BOOST_TEST(open(member.token).status == 303);
}

BOOST_AUTO_TEST_CASE(what_link_tools_add_is_not_there) {
  for (const std::string& more :
       {std::string("."), std::string("%3E"), std::string(")"), std::string("%0A"), std::string("?utm_source=mail"),
        std::string("%E2%80%9D"), std::string("&utm_campaign=50%off"), std::string("&utm_term=%E9"),
        std::string("&utm_source=a&utm_source=b"), std::string("&amp;statusPopup=true")}) {
    BOOST_TEST_CONTEXT(more) { BOOST_TEST(open(make_member().token, more).status == 303); }
  }
  const Member twice = make_member();
  BOOST_TEST(open("3D" + twice.token, "&token=" + twice.token).status == 303);
}

BOOST_AUTO_TEST_CASE(a_link_that_was_shown_and_one_that_is_damaged_are_in_the_login_activity) {
  const Member member = make_member({{"kind", "link"}});
  BOOST_TEST(open(member.token).status == 200);
  BOOST_TEST(last_attempt(member).text("outcome") == "must_confirm");
  const auto db = stack().connect();
  db->execute_text("DELETE FROM sign_in_attempts");
  BOOST_TEST(open(member.token.substr(0, 30), "&returnUrl=%2Fprofile").status == 410);
  const auto row = db->query("SELECT outcome, return_url FROM sign_in_attempts").at(0);
  BOOST_TEST(row.text("outcome") == "malformed");
  BOOST_TEST(row.is_null("return_url"));
}

// The second request leaves before the first is answered, so both have the same cookies.
BOOST_AUTO_TEST_CASE(a_double_click_on_continue_signs_in_once) {
  for (const char* kind : {"link", "redirect"}) {
    const Member member = make_member({{"kind", kind}});
    const std::string form = stack().http().get("/auth/login").cookie("__Host-form");
    const Headers cookies{{"Cookie", "__Host-form=" + form}, {"Sec-Fetch-Site", "same-origin"}};
    std::array<Answer, 4> answers;
    run_together(4, [&](int i) {
      answers.at(static_cast<std::size_t>(i)) =
          kind == std::string("link") ? post_form("/auth/login", {{"token", member.token}, {"form", form}}, cookies)
                                      : open(member.token, "", cookies);
    });
    for (const auto& answer : answers) {
      BOOST_TEST(answer.status == 303);
      BOOST_TEST(answer.header("location") == "/dashboard");
      BOOST_TEST(is_signed_in(with_session(answer)));
    }
    const auto sessions =
        stack().connect()->query("SELECT COUNT(*) AS count FROM sessions WHERE customer_id = ? AND ended_at IS NULL",
                                 {latchkey::Uuid::parse(member.id)});
    BOOST_TEST(sessions.at(0).integer("count") == 1);
    const Headers session = with_session(answers.at(0));
    BOOST_TEST(post_form("/auth/logout", {}, {session.front(), {"Sec-Fetch-Site", "same-origin"}}).status == 303);
    BOOST_TEST(open(member.token, "", cookies).status == 410);
  }
}

BOOST_AUTO_TEST_CASE(every_page_names_whom_to_ask) {
  const Member member = make_member({{"kind", "link"}});
  const Headers own{{"Sec-Fetch-Site", "same-origin"}};
  for (const Answer& page :
       {stack().http().get("/auth/login"), open(member.token), open("x"), open("x", "&token=y"),
        stack().http().get("/auth/logout"),
        post_form("/auth/login", {{"email", member.email}, {"password", "wrong"}}, own),
        post_form("/auth/login", {{"token", member.token}}, {{"Origin", "https://evil.example"}})}) {
    BOOST_TEST_CONTEXT(page.status << page.body) { BOOST_TEST(contains(page, "support@example.com")); }
  }
}

BOOST_AUTO_TEST_CASE(sixteen_redemptions_at_once_make_one_session) {
  const Member member = make_member();
  std::atomic<int> winners{0};
  std::atomic<int> refused{0};
  run_together(16, [&](int) {
    const int status = open(member.token).status;
    if (status == 303) ++winners;
    if (status == 410) ++refused;
  });
  BOOST_TEST(winners == 1);
  BOOST_TEST(refused == 15);
}

BOOST_AUTO_TEST_SUITE_END()
