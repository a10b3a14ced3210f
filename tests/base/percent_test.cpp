#include "base/percent.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey;

BOOST_AUTO_TEST_SUITE(percent)

BOOST_AUTO_TEST_CASE(every_byte_survives_encoding_and_decoding) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  BOOST_TEST(percent_decode(percent_encode(bytes)).value() == bytes);
  BOOST_TEST(percent_encode("/a?b=c&d") == "%2Fa%3Fb%3Dc%26d");
}

BOOST_AUTO_TEST_CASE(broken_escapes_are_refused) {
  for (const char* text : {"%", "%4", "%g0", "a%", "%%41", "% 41", "%-1"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!percent_decode(text).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(form_fields_are_read_in_order) {
  const auto parsed = parse_form("a=1+2&b=%C3%BC&c&=d&");
  const auto& fields = std::get<FormFields>(parsed);
  BOOST_REQUIRE(fields.size() == 4U);
  BOOST_TEST(*find_field(fields, "a") == "1 2");
  BOOST_TEST(*find_field(fields, "b") == "\xc3\xbc");
  BOOST_TEST(find_field(fields, "c")->empty());
  BOOST_TEST((find_field(fields, "x") == nullptr));
}

BOOST_AUTO_TEST_CASE(a_repeated_name_is_told_apart_from_damage) {
  BOOST_TEST((std::get<FormProblem>(parse_form("a=1&%61=2")) == FormProblem::repeated_name));
  BOOST_TEST((std::get<FormProblem>(parse_form("a=%00")) == FormProblem::malformed));
  BOOST_TEST((std::get<FormProblem>(parse_form("a=%ff")) == FormProblem::malformed));
  BOOST_TEST((std::get<FormProblem>(parse_form("a=%")) == FormProblem::malformed));
}

BOOST_AUTO_TEST_CASE(a_form_has_at_most_a_hundred_fields) {
  std::string text;
  for (std::size_t i = 0; i < max_form_fields; ++i) text += "f" + std::to_string(i) + "=1&";
  BOOST_TEST(std::holds_alternative<FormFields>(parse_form(text)));
  BOOST_TEST(std::holds_alternative<FormProblem>(parse_form(text + "more=1")));
}

BOOST_AUTO_TEST_SUITE_END()
