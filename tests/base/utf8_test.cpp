#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey;

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(valid_text_is_taken) {
  for (const char* text :
       {"", "abc", "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(is_valid_utf8(text)); }
  }
}

BOOST_AUTO_TEST_CASE(invalid_text_is_refused) {
  for (const char* text : {"\x80", "\xc3", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe2\x82", "\xc3(", "a\xfe"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!is_valid_utf8(text)); }
  }
}

BOOST_AUTO_TEST_CASE(characters_are_counted_not_bytes) {
  BOOST_TEST(count_characters("\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80z") == 4U);
}

BOOST_AUTO_TEST_CASE(controls_and_overrides_are_found) {
  for (const char* text : {"a\nb", "\x7f", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xae", "\xe2\x81\xa6"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(has_control_characters(text)); }
  }
  BOOST_TEST(!has_control_characters("Zo\xc3\xab O'Neill <b>"));
}

BOOST_AUTO_TEST_CASE(white_space_at_the_ends_is_trimmed) {
  BOOST_TEST(trim(" \t\xc2\xa0 a b \xe3\x80\x80\r\n") == "a b");
  BOOST_TEST(trim("   ").empty());
  BOOST_TEST(trim("\u200e\u2003\ufeffa\u00a0b\u200b\u2028\u202c") == "a\u00a0b");
  BOOST_TEST(trim("\xa0"
                  "a\xe3\x80") ==
             "\xa0"
             "a\xe3\x80");  // no whole code points: left as they are
  BOOST_TEST(lower_ascii("\xc3\x84"
                         "Bc") ==
             "\xc3\x84"
             "bc");
}

BOOST_AUTO_TEST_SUITE_END()
