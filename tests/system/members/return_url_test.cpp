// Contract section 5: where a customer lands, and the status pop-up.
#include <boost/test/unit_test.hpp>

#include "base/percent.hpp"
#include "system/members/login_member.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(return_url)

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

BOOST_AUTO_TEST_SUITE_END()
