// Contract section 6: the members area behind nginx, /auth/verify and /auth/session.
#include <boost/test/unit_test.hpp>

#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

struct SignedInMember {
  std::string id;
  std::string email;
  Headers session;
};

SignedInMember sign_in(const std::string& more = "") {
  const json body = new_customer();
  const json created = stack().post("/api/v1/customers", body).json();
  const Answer answer = stack().http().get("/auth/login?token=" + created["login"]["token"].get<std::string>() + more);
  return {created["customer"]["id"], body["email"], {{"Cookie", "__Host-member=" + answer.cookie("__Host-member")}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(members)

BOOST_AUTO_TEST_CASE(verify_is_internal) { BOOST_TEST(stack().http().get("/auth/verify").status == 404); }

BOOST_AUTO_TEST_CASE(a_page_shows_who_is_signed_in) {
  const auto member = sign_in();
  for (const char* page : {"/dashboard", "/accounts", "/wallet/deposit", "/wallet/withdraw", "/profile"}) {
    const Answer answer = stack().http().get(page, member.session);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.body.find(member.email) != std::string::npos);
    BOOST_TEST(answer.body.find("<dialog id=\"status\"") != std::string::npos);
    BOOST_TEST(answer.header("cache-control") == "no-store");
  }
  BOOST_TEST(stack().http().get("/profile", member.session).body.find(member.id) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_status_popup_stays_away_when_hidden) {
  const auto member = sign_in("&statusPopup=false");
  BOOST_TEST(stack().http().get("/dashboard", member.session).body.find("<dialog") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_page_without_a_session_redirects_to_sign_in_and_back) {
  const Answer answer = stack().http().get("/wallet/deposit?amount=5&x=a%20b");
  BOOST_TEST(answer.status == 303);
  BOOST_TEST(answer.header("location") == "/auth/login?returnUrl=%2Fwallet%2Fdeposit%3Famount%3D5%26x%3Da%2520b");
}

BOOST_AUTO_TEST_CASE(a_path_for_scripts_gets_a_json_401) {
  const Answer answer = stack().http().get("/members-api/whoami");
  BOOST_TEST(answer.status == 401);
  BOOST_TEST(answer.json()["code"] == "not_signed_in");
  const auto member = sign_in();
  BOOST_TEST(stack().http().get("/members-api/whoami", member.session).json()["id"] == member.id);
}

BOOST_AUTO_TEST_CASE(identity_headers_of_the_visitor_change_nothing) {
  const auto member = sign_in();
  Headers headers = member.session;
  headers.insert(
      headers.end(),
      {{"X-Member-Id", "forged"}, {"X_Member_Id", "forged"}, {"Member-Id", "forged"}, {"X-Original-URI", "/x"}});
  BOOST_TEST(stack().http().get("/members-api/whoami", headers).json()["id"] == member.id);
  BOOST_TEST(stack().http().get("/members-api/whoami", {{"X-Member-Id", "forged"}}).status == 401);
}

BOOST_AUTO_TEST_CASE(the_pages_files_are_not_to_be_had_without_a_session) {
  for (const char* path : {"/dashboard.html", "/parts/header.html", "/wallet/deposit.html", "/members/whoami.jsonx"}) {
    BOOST_TEST(stack().http().get(path).status == 404);
  }
}

BOOST_AUTO_TEST_CASE(session_tells_the_customer) {
  const auto member = sign_in();
  const Answer answer = stack().http().get("/auth/session", member.session);
  const json body = answer.json();
  BOOST_TEST(body["customer"] == json({{"id", member.id},
                                       {"firstName", "Maria"},
                                       {"lastName", "Rossi"},
                                       {"email", member.email},
                                       {"status", "active"}}));
  BOOST_TEST(body["statusPopup"] == true);
  BOOST_TEST(body["expiresAt"].get<std::string>().ends_with("Z"));
  BOOST_TEST(answer.header("cache-control") == "no-store");
  for (const Headers& none : {Headers{}, Headers{{"Cookie", "__Host-member=x"}},
                              Headers{{"Cookie", "__Host-member=" + std::string(43, 'a')}}}) {
    BOOST_TEST(stack().http().get("/auth/session", none).status == 401);
  }
  BOOST_TEST(stack().http().send("POST", "/auth/session", member.session).status == 405);
}

BOOST_AUTO_TEST_SUITE_END()
