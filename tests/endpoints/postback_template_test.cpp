#include "endpoints/postback_template.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::endpoints;

BOOST_AUTO_TEST_SUITE(postback_template)

BOOST_AUTO_TEST_CASE(every_macro_is_known_and_any_key_of_metadata) {
  for (const auto name : list_macros()) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(!find_template_problem("https://t.example/p?x={" + std::string(name) + "}").has_value());
    }
  }
  BOOST_TEST(list_macros().size() == 22U);
  BOOST_TEST(!find_template_problem("https://t.example/{event}/p?x={meta:sub id}&y={click_id}").has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_macro_is_refused) {
  for (const char* text :
       {"https://t.example/?x={clickid}", "https://t.example/?x={CLICK_ID}", "https://t.example/?x={}",
        "https://t.example/?x={meta:}", "https://t.example/?x={click_id", "https://t.example/?x=click_id}",
        "https://t.example/?x={{click_id}}", "https://{click_id}.example/", "HTTPS://{click_id}.example/",
        "https://t.example:{amount}/", "{event}://t.example/", "https://{event}@t.example/", "https://t{event}",
        "https:/{event}/x"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(find_template_problem(text).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(values_are_percent_encoded) {
  const auto value = [](std::string_view name) -> std::string {
    if (name == "click_id") return "a b&c=d/e?f#g%h\r\n{event}";
    if (name == "meta:k") return "\xc3\xa4";
    return {};
  };
  BOOST_TEST(fill_template("https://t.example/p/{meta:k}?c={click_id}&e={event}&z=1", value) ==
             "https://t.example/p/%C3%A4?c=a%20b%26c%3Dd%2Fe%3Ff%23g%25h%0D%0A%7Bevent%7D&e=&z=1");
}

BOOST_AUTO_TEST_SUITE_END()
