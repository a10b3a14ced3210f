#include "crypto/secret_token.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::crypto;

BOOST_AUTO_TEST_SUITE(secret_token)

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

BOOST_AUTO_TEST_CASE(a_derived_token_is_the_same_for_the_same_two_and_has_the_form_of_one) {
  const auto a = SecretToken::make();
  const auto b = SecretToken::make("lt_");
  const auto derived = SecretToken::derive(a, b);
  BOOST_TEST(SecretToken::derive(a, b).reveal() == derived.reveal());
  BOOST_TEST(SecretToken::parse(derived.reveal()).has_value());
  BOOST_TEST(SecretToken::derive(SecretToken::make(), b).reveal() != derived.reveal());
  BOOST_TEST(SecretToken::derive(a, SecretToken::make("lt_")).reveal() != derived.reveal());
}

BOOST_AUTO_TEST_CASE(a_name_gives_a_secret_of_its_own) {
  const auto secret = SecretToken::make();
  BOOST_TEST(SecretToken::derive(secret, "one").reveal() == SecretToken::derive(secret, "one").reveal());
  BOOST_TEST(SecretToken::derive(secret, "one").reveal() != SecretToken::derive(secret, "two").reveal());
  BOOST_TEST(SecretToken::derive(secret, "one").reveal() != SecretToken::derive(SecretToken::make(), "one").reveal());
  BOOST_TEST(SecretToken::derive(secret, "one").reveal().size() == SecretToken::random_characters);
}

BOOST_AUTO_TEST_SUITE_END()
