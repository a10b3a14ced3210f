#include "crypto/secret.hpp"

#include <boost/test/unit_test.hpp>

#include "members/sign_in/redeem.hpp"

using namespace latchkey::crypto;
using namespace latchkey::members;

BOOST_AUTO_TEST_SUITE(secret)

BOOST_AUTO_TEST_CASE(a_token_is_its_prefix_and_43_characters) {
  const auto token = SecretToken::make("lt_");
  BOOST_TEST(token.reveal().size() == 46U);
  BOOST_TEST(token.reveal().starts_with("lt_"));
  BOOST_TEST(token.hash().bytes().size() == 32U);
  BOOST_TEST(SecretToken::parse(token.reveal(), "lt_").value().hash().bytes() == token.hash().bytes());
  BOOST_TEST(SecretToken::make("lt_").reveal() != token.reveal());
}

BOOST_AUTO_TEST_CASE(other_forms_are_no_token) {
  const std::string body(43, 'a');
  for (const std::string& text : {std::string(), std::string("lt_"), body, "lk_" + body, "lt_" + body + "a",
                                  "lt_" + body.substr(1), "lt_" + body.substr(1) + "=", "lt_" + body.substr(1) + " "}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!SecretToken::parse(text, "lt_").has_value()); }
  }
}

// FIPS 180-4 and RFC 4231, test case 2.
BOOST_AUTO_TEST_CASE(hashes_are_the_standards) {
  BOOST_TEST(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  BOOST_TEST(base64("ab") == "YWI=");
}

BOOST_AUTO_TEST_CASE(a_masked_email_shows_its_domain) {
  BOOST_TEST(mask_email("maria@example.com") == "m\u2022\u2022\u2022\u2022a@example.com");
  BOOST_TEST(mask_email("m@example.com") == "m\u2022\u2022\u2022\u2022@example.com");
}

BOOST_AUTO_TEST_CASE(hex_is_read_in_either_case_and_nothing_else) {
  BOOST_TEST(parse_hex("00fFA0").value() == std::string("\x00\xff\xa0", 3));
  BOOST_TEST(parse_hex("").value().empty());
  for (const char* text : {"0", "0g", "0x", " 00", "00 "}) BOOST_TEST(!parse_hex(text), text);
}

BOOST_AUTO_TEST_CASE(random_bytes_differ) {
  BOOST_TEST(make_random_bytes(16).size() == 16U);
  BOOST_TEST(make_random_bytes(16) != make_random_bytes(16));
}

BOOST_AUTO_TEST_SUITE_END()
