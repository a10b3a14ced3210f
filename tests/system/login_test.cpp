// Contract section 5: every row of the auto-login table, password sign-in, sign-out.
#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>

#include "base/percent.hpp"
#include "base/uuid.hpp"
#include "support/run_together.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

struct Member {
  std::string id;
  std::string email;
  std::string token;
};

Member make_member(const json& login = json::object()) {
  json body = new_customer();
  body["login"] = login;
  const Answer answer = stack().post("/api/v1/customers", body);
  BOOST_REQUIRE_MESSAGE(answer.status == 201, answer.body);
  const json created = answer.json();
  stack().note_secret(created["login"]["token"]);
  return {created["customer"]["id"], body["email"], created["login"]["token"]};
}

Answer open(const std::string& token, const std::string& more = "", const Headers& headers = {}) {
  return stack().http().get("/auth/login?token=" + token + more, headers);
}

Headers with_session(const Answer& signed_in) {
  stack().note_secret(signed_in.cookie("__Host-member"));
  return {{"Cookie", "__Host-member=" + signed_in.cookie("__Host-member")}};
}

Answer post_form(const std::string& path, const std::vector<std::pair<std::string, std::string>>& fields,
                 const Headers& headers = {}) {
  std::string body;
  for (const auto& [name, value] : fields)
    body += (body.empty() ? "" : "&") + name + "=" + latchkey::percent_encode(value);
  Headers all{{"Content-Type", "application/x-www-form-urlencoded"}};
  all.insert(all.end(), headers.begin(), headers.end());
  return stack().http().send("POST", path, all, body);
}

void check_auth_headers(const Answer& answer) {
  BOOST_TEST(answer.header("cache-control") == "no-store");
  BOOST_TEST(answer.header("referrer-policy") == "no-referrer");
  BOOST_TEST(answer.header("x-content-type-options") == "nosniff");
  const std::string policy = answer.header("content-security-policy");
  BOOST_TEST(policy.find("frame-ancestors 'none'") != std::string::npos);
  BOOST_TEST(policy.find("unsafe-inline") == std::string::npos);
  BOOST_TEST(answer.header("strict-transport-security").find("max-age=31536000") == 0U);
}

bool contains(const Answer& answer, const std::string& text) { return answer.body.find(text) != std::string::npos; }

bool is_signed_in(const Headers& session) { return stack().http().get("/auth/session", session).status == 200; }

}  // namespace

BOOST_AUTO_TEST_SUITE(login)

// What the login activity says of the member's newest attempt.
latchkey::db::Row last_attempt(const Member& member) {
  return stack()
      .connect()
      ->query(
          R"sql(
          SELECT outcome, return_url, return_url_reason
          FROM sign_in_attempts
          WHERE customer_id = ?
          ORDER BY id DESC
          LIMIT 1)sql",
          {latchkey::Uuid::parse(member.id)})
      .at(0);
}

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

// The page without what differs by nature: the anti-forgery value and what was typed.
std::string neutral(const Answer& answer) {
  std::string body = answer.body;
  const auto at = body.find("name=\"form\" value=\"");
  if (at != std::string::npos) body.erase(at, 19 + 43);
  return body;
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

BOOST_AUTO_TEST_CASE(a_return_url_that_cannot_be_read_lands_on_the_dashboard_with_its_reason) {
  for (const char* value : {"%ff", "%00", "%"}) {
    BOOST_TEST_CONTEXT(value) {
      const Member member = make_member({{"kind", "link"}});
      BOOST_TEST(open(member.token, std::string("&returnUrl=") + value).status == 200);
      const Answer answer = post_form("/auth/login", {{"token", member.token}, {"returnUrl", "(not readable)"}},
                                      {{"Sec-Fetch-Site", "same-origin"}});
      BOOST_TEST(answer.header("location") == "/dashboard");
      BOOST_TEST(last_attempt(member).text_or("return_url_reason", "") == "not_a_local_path");
      const Member direct = make_member();
      BOOST_TEST(open(direct.token, std::string("&statusPopup=%ff&returnUrl=") + value).header("location") ==
                 "/dashboard");
      BOOST_TEST(last_attempt(direct).text_or("return_url_reason", "") == "not_a_local_path");
      const Answer posted = stack().http().send(
          "POST", "/auth/login", {{"Content-Type", "application/x-www-form-urlencoded"}},
          "email=" + latchkey::percent_encode(direct.email) + "&password=sunny+day+7&returnUrl=" + value);
      BOOST_TEST(posted.header("location") == "/dashboard");
      BOOST_TEST(last_attempt(direct).text_or("return_url_reason", "") == "not_a_local_path");
    }
  }
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

BOOST_AUTO_TEST_CASE(return_urls_outside_the_menus_land_on_the_dashboard) {
  for (const char* wish : {"https://evil.example/", "//evil.example", "/\\evil.example", "/dashboard/../admin",
                           "/admin", "javascript:alert(1)", "/wallet/deposit#x", "/%2e%2e/x", "/wallet%2Fdeposit",
                           "/wallet/deposit\r\nSet-Cookie: a=b", "/Dashboard"}) {
    BOOST_TEST_CONTEXT(wish) {
      const Answer answer = open(make_member().token, "&returnUrl=" + latchkey::percent_encode(wish));
      BOOST_TEST(answer.status == 303);
      BOOST_TEST(answer.header("location") == "/dashboard");
      BOOST_TEST(answer.all("set-cookie").size() == 1U);
    }
  }
  const Answer kept =
      open(make_member().token, "&returnUrl=" + latchkey::percent_encode("/wallet/deposit?amount=5&x=%20y"));
  BOOST_TEST(kept.header("location") == "/wallet/deposit?amount=5&x=%20y");
}

BOOST_AUTO_TEST_CASE(status_popup_false_exactly_hides_it) {
  for (const auto& [more, shows] :
       {std::pair{"", true}, std::pair{"&statusPopup=false", false}, std::pair{"&statusPopup=0", true},
        std::pair{"&statusPopup=False", true}, std::pair{"&statusPopup=", true}}) {
    const Headers session = with_session(open(make_member().token, more));
    BOOST_TEST(stack().http().get("/auth/session", session).json()["statusPopup"] == shows);
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
