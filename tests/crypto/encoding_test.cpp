#include "crypto/encoding.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::crypto;

BOOST_AUTO_TEST_SUITE(encoding)

BOOST_AUTO_TEST_CASE(base64_has_two_alphabets) {
  BOOST_TEST(base64("ab") == "YWI=");
  BOOST_TEST(base64("\xfb\xff") == "+/8=");
  BOOST_TEST(base64url("\xfb\xff") == "-_8");
}

BOOST_AUTO_TEST_CASE(hex_is_read_in_either_case_and_nothing_else) {
  BOOST_TEST(parse_hex("00fFA0").value() == std::string("\x00\xff\xa0", 3));
  BOOST_TEST(parse_hex("").value().empty());
  for (const char* text : {"0", "0g", "0x", " 00", "00 "}) BOOST_TEST(!parse_hex(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
