// Contract section 5: e-mail and password, sign-out, and what of a session is stored.
#include <boost/test/unit_test.hpp>

#include "system/members/login_member.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(password_sign_in)

BOOST_AUTO_TEST_CASE(e_mail_and_password_sign_in) {
  const Member member = make_member();
  const Answer answer = post_form(
      "/auth/login",
      {{"email", " " + member.email}, {"password", "sunny day 7"}, {"returnUrl", "/profile"}, {"statusPopup", "false"}},
      {{"Sec-Fetch-Site", "same-origin"}});
  BOOST_TEST(answer.status == 303);
  BOOST_TEST(answer.header("location") == "/profile");
  BOOST_TEST(stack().http().get("/auth/session", with_session(answer)).json()["statusPopup"] == false);
}

BOOST_AUTO_TEST_CASE(wrong_email_and_wrong_password_get_the_same_page) {
  const Member member = make_member();
  const auto attempt = [](const std::string& email) {
    return post_form("/auth/login", {{"email", email}, {"password", "wrong <b>\"'"}},
                     {{"Sec-Fetch-Site", "same-origin"}});
  };
  const Answer known = attempt(member.email);
  const std::string stranger = member.email.substr(1);
  const Answer unknown = attempt(stranger);
  BOOST_TEST(known.status == 401);
  BOOST_TEST(unknown.status == 401);
  std::string a = neutral(known);
  std::string b = neutral(unknown);
  a.erase(a.find(member.email), member.email.size());
  b.erase(b.find(stranger), stranger.size());
  BOOST_TEST(a == b);
  BOOST_TEST(!contains(known, "wrong <b>"));
}

BOOST_AUTO_TEST_CASE(a_blocked_customer_with_the_right_password_is_told_whom_to_ask) {
  const Member member = make_member();
  const Headers session = with_session(open(member.token));
  BOOST_TEST(stack().latchkey("customer block " + member.email + " --reason test").exit_code == 0);
  BOOST_TEST(!is_signed_in(session));
  const Answer answer = post_form("/auth/login", {{"email", member.email}, {"password", "sunny day 7"}});
  BOOST_TEST(answer.status == 403);
  BOOST_TEST(contains(answer, "support@example.com"));
  BOOST_TEST(post_form("/auth/login", {{"email", member.email}, {"password", "sunny day 8"}}).status == 401);
  BOOST_TEST(stack().latchkey("customer unblock " + member.email).exit_code == 0);
  BOOST_TEST(!is_signed_in(session));
}

BOOST_AUTO_TEST_CASE(after_five_failures_the_account_gets_a_429_page) {
  const Member member = make_member();
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(post_form("/auth/login", {{"email", member.email}, {"password", "wrong"}}).status == 401);
  const Answer answer = post_form("/auth/login", {{"email", member.email}, {"password", "sunny day 7"}});
  BOOST_TEST(answer.status == 429);
  const int wait = std::stoi("0" + answer.header("retry-after"));
  BOOST_TEST(wait > 800);
  BOOST_TEST(wait <= 900);
  BOOST_TEST(contains(answer, "Please try again in 15 minutes."));
  check_auth_headers(answer);
  stack().connect()->execute_text("DELETE FROM sign_in_attempts");
}

BOOST_AUTO_TEST_CASE(a_form_of_another_site_is_refused) {
  const Member member = make_member();
  for (const Headers& headers : {Headers{{"Sec-Fetch-Site", "cross-site"}}, Headers{{"Sec-Fetch-Site", "same-site"}},
                                 Headers{{"Origin", "https://evil.example"}}, Headers{{"Origin", "null"}}}) {
    BOOST_TEST(post_form("/auth/login", {{"token", member.token}}, headers).status == 403);
    BOOST_TEST(post_form("/auth/login", {{"email", member.email}, {"password", "sunny day 7"}}, headers).status == 403);
  }
  const std::string value = stack().http().get("/auth/login").cookie("__Host-form");
  BOOST_TEST(value.size() == 43U);
  BOOST_TEST(post_form("/auth/login", {{"token", member.token}, {"form", value}},
                       {{"Origin", "null"}, {"Cookie", "__Host-form=" + value}})
                 .status == 303);
}

BOOST_AUTO_TEST_CASE(sign_out_ends_the_session_by_post_alone) {
  const Headers session = with_session(open(make_member().token));
  const Answer get = stack().http().get("/auth/logout", session);
  BOOST_TEST(get.status == 405);
  BOOST_TEST(get.header("allow") == "POST");
  BOOST_TEST(post_form("/auth/logout", {}, {session.front(), {"Origin", "https://evil.example"}}).status == 403);
  BOOST_TEST(is_signed_in(session));
  const Answer out = post_form("/auth/logout", {}, {session.front(), {"Sec-Fetch-Site", "same-origin"}});
  BOOST_TEST(out.status == 303);
  BOOST_TEST(out.header("location") == "/auth/login");
  BOOST_TEST(out.header("set-cookie").find("Max-Age=0") != std::string::npos);
  BOOST_TEST(!is_signed_in(session));
  BOOST_TEST(post_form("/auth/logout", {}).status == 303);
}

BOOST_AUTO_TEST_CASE(methods_a_route_does_not_know_are_405) {
  for (const char* method : {"PUT", "DELETE", "FOO", "TRACE"}) {
    const Answer answer = stack().http().send(method, "/auth/login");
    BOOST_TEST(answer.status == 405);
    BOOST_TEST(answer.header("allow") == "GET, HEAD, POST");
  }
}

BOOST_AUTO_TEST_CASE(two_session_cookies_are_none) {
  const Headers session = with_session(open(make_member().token));
  BOOST_TEST(stack()
                 .http()
                 .get("/auth/session", {{"Cookie", session.front().second + "; __Host-member=" + std::string(43, 'a')}})
                 .status == 401);
}

BOOST_AUTO_TEST_CASE(the_session_and_the_token_are_stored_as_hashes_alone) {
  const Member member = make_member();
  const Headers session = with_session(open(member.token));
  const auto rows = stack().connect()->query(
      R"sql(
      SELECT COUNT(*) AS count
      FROM sessions s
      JOIN login_tokens t ON t.id = s.login_token_id
      WHERE s.customer_id = ?
          AND s.session_hash = UNHEX(SHA2(?, 256))
          AND t.token_hash = UNHEX(SHA2(?, 256)))sql",
      {latchkey::Uuid::parse(member.id), session.front().second.substr(14), member.token});
  BOOST_TEST(rows.at(0).integer("count") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
