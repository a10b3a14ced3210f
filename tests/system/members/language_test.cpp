// Contract section 14: which language a page has, and the looks of it.
#include <array>
#include <boost/test/unit_test.hpp>

#include "base/percent.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

bool contains(const Answer& answer, const std::string& text) { return answer.body.find(text) != std::string::npos; }

// The value of `lang` in the page's <html>.
std::string language_of(const Answer& answer) {
  const auto at = answer.body.find("<html lang=\"");
  if (at == std::string::npos) return {};
  const auto begin = at + 12;
  return answer.body.substr(begin, answer.body.find('"', begin) - begin);
}

Headers cookie(const std::string& language) { return {{"Cookie", "__Host-language=" + language}}; }

struct Member {
  std::string email;
  std::string token;
};

Member make_member(const std::string& language, const std::string& kind) {
  json body = new_customer();
  if (!language.empty()) body["language"] = language;
  body["login"] = {{"kind", kind}};
  const json created = stack().post("/api/v1/customers", body).json();
  stack().note_secret(created["login"]["token"]);
  return {body["email"], created["login"]["token"]};
}

Answer post_form(const std::string& path, const std::string& body, Headers headers) {
  headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  headers.emplace_back("Sec-Fetch-Site", "same-origin");
  return stack().http().send("POST", path, headers, body);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(language)

BOOST_AUTO_TEST_CASE(a_page_speaks_what_address_cookie_and_browser_say_in_this_order) {
  struct Row {
    std::string query;
    Headers headers;
    std::string language;
  };
  const Headers german_browser{{"Accept-Language", "de-CH, de;q=0.9, en;q=0.5"}};
  Headers both = cookie("pl");
  both.push_back(german_browser.front());
  for (const auto& [query, headers, language] :
       {Row{"", {}, "en"}, Row{"", german_browser, "de"}, Row{"", both, "pl"}, Row{"?lang=ja", both, "ja"},
        Row{"?lang=ZH-cn", both, "zh-Hans"}, Row{"?lang=nl", both, "pl"}, Row{"?lang=", both, "pl"},
        Row{"?lang=de&lang=fr", both, "pl"}, Row{"?lang=de&lang=de", both, "de"},
        Row{"", {{"Accept-Language", "nl, zh-CN;q=0.3, pt-BR;q=0.4"}}, "pt"},
        Row{"", {{"Accept-Language", "nl"}, {"Accept-Language", "tr"}}, "tr"}, Row{"", cookie("../x"), "en"},
        Row{"", {{"Cookie", "__Host-language=de; __Host-language=fr"}}, "en"},
        Row{"?lang=%22%3E%3Cscript%3E", {}, "en"}}) {
    BOOST_TEST_CONTEXT(query << ' ' << language) {
      const Answer page = stack().http().get("/auth/login" + query, headers);
      BOOST_TEST(page.status == 200);
      BOOST_TEST(language_of(page) == language);
      BOOST_TEST(!contains(page, "<script"));
      BOOST_TEST(page.body.size() < 60'000U);
    }
  }
}

BOOST_AUTO_TEST_CASE(only_a_language_of_the_address_is_remembered) {
  const Answer chosen = stack().http().get("/auth/login?lang=de");
  BOOST_TEST(chosen.cookie("__Host-language") == "de");
  for (const std::string& set : chosen.all("set-cookie")) {
    if (!set.starts_with("__Host-language=")) continue;
    for (const char* part : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age="})
      BOOST_TEST(set.find(part) != std::string::npos, part);
  }
  BOOST_TEST(stack().http().get("/auth/login?lang=nl").cookie("__Host-language").empty());
  BOOST_TEST(stack().http().get("/auth/login", {{"Accept-Language", "de"}}).cookie("__Host-language").empty());
  // With the answer that signs in, too.
  const Answer entered = stack().http().get("/auth/login?lang=fr&token=" + make_member("", "redirect").token);
  BOOST_TEST(entered.status == 303);
  BOOST_TEST(entered.cookie("__Host-language") == "fr");
  stack().note_secret(entered.cookie("__Host-member"));
}

BOOST_AUTO_TEST_CASE(the_customers_own_language_counts_more_than_cookie_and_browser) {
  const Member member = make_member("es-MX", "link");
  BOOST_TEST(language_of(stack().http().get("/auth/login?token=" + member.token, cookie("de"))) == "es");
  BOOST_TEST(language_of(stack().http().get("/auth/login?lang=it&token=" + member.token, cookie("de"))) == "it");
  BOOST_TEST(stack().latchkey("customer block " + member.email).exit_code == 0);
  // The refusal is the same for everybody, so it does not tell whose link it was.
  BOOST_TEST(language_of(stack().http().get("/auth/login?token=" + member.token, cookie("de"))) == "de");
  const std::string form = "email=" + latchkey::percent_encode(member.email) + "&password=sunny+day+7";
  const Answer blocked = post_form("/auth/login", form, cookie("de"));
  BOOST_TEST(blocked.status == 403);
  BOOST_TEST(language_of(blocked) == "es");
  BOOST_TEST(language_of(post_form("/auth/login", form + "x", cookie("de"))) == "de");
  // One that no catalogue has leaves it to the cookie.
  BOOST_TEST(language_of(stack().http().get("/auth/login?token=" + make_member("nl", "link").token, cookie("de"))) ==
             "de");
}

BOOST_AUTO_TEST_CASE(the_pages_of_accounts_speak_the_customers_language_and_programs_get_english) {
  const Answer entered = stack().http().get("/auth/login?token=" + make_member("ar", "redirect").token);
  stack().note_secret(entered.cookie("__Host-member"));
  const std::string path =
      "/auth/trading-accounts/" + std::string("01900000-0000-7000-8000-000000000000") + "/passwords";
  const Headers session{{"Cookie", "__Host-language=de; __Host-member=" + entered.cookie("__Host-member")}};
  const Answer page = stack().http().get(path, session);
  BOOST_TEST(page.status == 404);
  BOOST_TEST(language_of(page) == "ar");
  BOOST_TEST(contains(page, "<html lang=\"ar\" dir=\"rtl\">"));
  BOOST_TEST(language_of(stack().http().get(path, cookie("ja"))) == "ja");
  const Answer program =
      stack().http().get(path, {session.front(), {"Accept", "application/json"}, {"Accept-Language", "ar"}});
  BOOST_TEST(program.json()["detail"] == "You have no trading account at this address.");
}

BOOST_AUTO_TEST_CASE(the_chooser_keeps_the_address_and_names_nothing_twice) {
  const Member member = make_member("", "link");
  const Answer page = stack().http().get("/auth/login?lang=de&token=3D" + member.token + "&amp;token=" + member.token +
                                         "&returnUrl=%2Fprofile&statusPopup=false&utm=a%22b");
  BOOST_TEST(page.status == 200);
  const auto begin = page.body.find("<form class=\"languages\" method=\"get\">");
  BOOST_REQUIRE(begin != std::string::npos);
  const std::string chooser = page.body.substr(begin);
  const auto count = [&](const std::string& text) {
    std::size_t found = 0;
    for (auto at = chooser.find(text); at != std::string::npos; at = chooser.find(text, at + 1)) ++found;
    return found;
  };
  BOOST_TEST(count("name=\"token\" value=\"" + member.token + "\"") == 1U);
  BOOST_TEST(count("name=\"token\"") == 1U);
  BOOST_TEST(count("name=\"returnUrl\" value=\"/profile\"") == 1U);
  BOOST_TEST(count("name=\"statusPopup\" value=\"false\"") == 1U);
  BOOST_TEST(count("name=\"utm\" value=\"a&quot;b\"") == 1U);
  BOOST_TEST(count("type=\"hidden\" name=\"lang\"") == 0U);
  BOOST_TEST(count("<button type=\"submit\" name=\"lang\"") == 12U);
  BOOST_TEST(count("aria-current") == 1U);
  // The page of a refused link is the same for every token, also with its chooser.
  const Answer refused = stack().http().get("/auth/login?token=lt_" + std::string(43, 'a') + "&returnUrl=%2Fprofile");
  BOOST_TEST(contains(refused, "name=\"token\" value=\"\""));
  BOOST_TEST(stack().http().get("/auth/login?token=&returnUrl=%2Fprofile&lang=tr").status == 410);
  // After a form it keeps where the visitor wanted to go, and nothing that was typed.
  const Answer wrong = post_form("/auth/login", "email=a%40example.com&password=secret+day&returnUrl=%2Fprofile", {});
  BOOST_TEST(wrong.status == 401);
  BOOST_TEST(wrong.body.find("name=\"returnUrl\"", wrong.body.find("class=\"languages\"")) != std::string::npos);
  BOOST_TEST(wrong.body.find("a@example.com", wrong.body.find("class=\"languages\"")) == std::string::npos);
  BOOST_TEST(!contains(wrong, "secret day"));
  stack().connect()->execute_text("DELETE FROM sign_in_attempts");
}

BOOST_AUTO_TEST_CASE(nginx_s_own_pages_speak_the_same_languages) {
  struct Row {
    std::string path;
    Headers headers;
    std::string language;
    std::string text;
  };
  for (const auto& [path, headers, language, text] :
       {Row{"/nothing", {}, "en", "This page does not exist"},
        Row{"/nothing", cookie("de"), "de", "Diese Seite gibt es nicht"},
        Row{"/nothing", {{"Accept-Language", "nl, DE-ch;q=0.9"}}, "de", "Diese Seite gibt es nicht"},
        Row{"/nothing", {{"Accept-Language", "de;q=0, fr"}}, "fr", "Cette page n’existe pas"},
        Row{"/nothing", {{"Accept-Language", "zh-TW, zh-CN"}}, "zh-Hans", "此页面不存在"},
        Row{"/nothing", {{"Accept-Language", "den, pt-BR"}}, "pt", "Esta página não existe"},
        Row{"/nothing?a=b&lang=ar", cookie("de"), "ar", "هذه الصفحة غير موجودة"},
        Row{"/nothing?lang=nl", cookie("de"), "de", "Diese Seite gibt es nicht"},
        Row{"/nothing?lang=%22%3E", cookie("x\"><b>"), "en", "This page does not exist"}}) {
    BOOST_TEST_CONTEXT(path << ' ' << language) {
      const Answer page = stack().http().get(path, headers);
      BOOST_TEST(page.status == 404);
      BOOST_TEST(language_of(page) == language);
      BOOST_TEST(contains(page, text));
      BOOST_TEST(contains(page, language == "ar" ? "dir=\"rtl\"" : "dir=\"ltr\""));
      BOOST_TEST(page.header("content-security-policy").find("default-src 'none'; style-src 'sha256-") == 0U);
    }
  }
  const Answer long_address = stack().http().get("/auth/login?" + std::string(65'536, 'q'), cookie("ru"));
  BOOST_TEST(long_address.status == 414);
}

BOOST_AUTO_TEST_CASE(the_logo_has_its_type_may_be_kept_and_does_nothing) {
  const Answer page = stack().http().get("/auth/login");
  const auto at = page.body.find("src=\"/auth/logo?v=");
  BOOST_REQUIRE(at != std::string::npos);
  const std::string address = page.body.substr(at + 5, page.body.find('"', at + 5) - at - 5);
  const Answer logo = stack().http().get(address);
  BOOST_TEST(logo.status == 200);
  BOOST_TEST(logo.header("content-type") == "image/svg+xml");
  BOOST_TEST(logo.header("x-content-type-options") == "nosniff");
  BOOST_TEST(logo.header("cache-control") == "public, max-age=86400");
  BOOST_TEST(logo.header("content-security-policy").find("default-src 'none'") == 0U);
  BOOST_TEST(logo.header("content-security-policy").find("sandbox") != std::string::npos);
  BOOST_TEST(contains(logo, "<svg"));
  BOOST_TEST(stack().http().send("HEAD", "/auth/logo").status == 200);
  BOOST_TEST(stack().http().send("POST", "/auth/logo", {}, "").status == 405);
  BOOST_TEST(contains(page, "alt=\"Northgate Markets\""));
  BOOST_TEST(contains(page, "--accent:#4338ca"));
}

BOOST_AUTO_TEST_SUITE_END()
