#include "api/bodies/person_body.hpp"

#include <boost/test/unit_test.hpp>

#include "customers/country.hpp"
#include "support/stack.hpp"

using namespace latchkey::api;
using namespace latchkey::customers;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(person)

// "pointer code" of the only error, or all of them joined.
std::string errors_of(const json& body, PersonRule rule = PersonRule::customer) {
  FieldErrors errors;
  static_cast<void>(parse_person(body, rule, errors));
  if (rule == PersonRule::customer) static_cast<void>(parse_password(body, errors));
  std::string text;
  for (const auto& error : errors.all()) text += (text.empty() ? "" : ", ") + error.pointer + " " + error.code;
  return text;
}

json body_with(const std::string& field, const json& value) {
  json body = latchkey::test::customer_with_email("maria@example.com");
  body[field] = value;
  return body;
}

struct Row {
  std::string field;
  json value;
  std::string expected;
};

BOOST_AUTO_TEST_CASE(each_field_s_rule_and_its_limits) {
  for (const Row& row : {Row{"firstName", "M", ""},
                         Row{"firstName", std::string(100, 'a'), ""},
                         Row{"firstName", std::string(101, 'a'), "/firstName too_long"},
                         Row{"firstName", "  ", "/firstName too_short"},
                         Row{"firstName", "a\nb", "/firstName control_characters"},
                         Row{"firstName", std::string("a\0b", 3), "/firstName control_characters"},
                         Row{"firstName", 5, "/firstName type"},
                         Row{"firstName", nullptr, "/firstName required"},
                         Row{"lastName", "O'Neill <b>; DROP TABLE customers", ""},
                         Row{"lastName", json::array(), "/lastName type"},
                         Row{"email", "x", "/email invalid"},
                         Row{"email", std::string(250, 'a') + "@b.co", "/email too_long"},
                         Row{"email", nullptr, "/email required"},
                         Row{"email", true, "/email type"},
                         Row{"nationalityCountryCode", "it", ""},
                         Row{"nationalityCountryCode", "XX", "/nationalityCountryCode unknown_country"},
                         Row{"nationalityCountryCode", "ITA", "/nationalityCountryCode unknown_country"},
                         Row{"phoneCountryCode", "GR", "/phoneCountryCode calling_code_mismatch"},
                         Row{"phoneCountryCode", "ZZ", "/phoneCountryCode unknown_country"},
                         Row{"phone", "123", "/phone invalid"},
                         Row{"phone", 35799123456, "/phone type"},
                         Row{"password", "abc123", "/password too_short"},
                         Row{"password", "abc1234", ""},
                         Row{"password", "abcdefgh", "/password too_weak"},
                         Row{"password", "12345678", "/password too_weak"},
                         Row{"password", std::string(127, 'a') + "1", ""},
                         Row{"password", std::string(128, 'a') + "1", "/password too_long"},
                         Row{"password",
                             "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c"
                             "1",
                             ""}}) {
    BOOST_TEST_CONTEXT(row.field << " " << row.value.dump().substr(0, 40)) {
      BOOST_TEST(errors_of(body_with(row.field, row.value)) == row.expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(all_wrong_fields_are_told_at_once) {
  BOOST_TEST(errors_of(json::object()) ==
             "/firstName required, /lastName required, /email required, /nationalityCountryCode required, "
             "/phoneCountryCode required, /phone required, /password required");
}

BOOST_AUTO_TEST_CASE(the_original_s_misspelling_is_taken) {
  json body = latchkey::test::customer_with_email("maria@example.com");
  body.erase("nationalityCountryCode");
  body["natonalityCountryCode"] = "cy";
  FieldErrors errors;
  BOOST_TEST(parse_person(body, PersonRule::customer, errors).nationality_country_code.value() == "CY");
  BOOST_TEST(errors.empty());
  body["nationalityCountryCode"] = "CY";
  BOOST_TEST(errors_of(body) == "");
  body["nationalityCountryCode"] = "IT";
  BOOST_TEST(errors_of(body) == "/nationalityCountryCode mismatch");
}

BOOST_AUTO_TEST_CASE(a_lead_needs_its_email_alone) {
  BOOST_TEST(errors_of({{"email", "a@example.com"}}, PersonRule::lead) == "");
  BOOST_TEST(errors_of(json::object(), PersonRule::lead) == "/email required");
  BOOST_TEST(errors_of({{"email", "a@example.com"}, {"phone", "+35799123456"}}, PersonRule::lead) ==
             "/phoneCountryCode required");
}

BOOST_AUTO_TEST_CASE(countries_are_those_of_iso_3166_1) {
  BOOST_TEST(parse_country_code(" cy ").value() == "CY");
  for (const char* text : {"", "C", "UK", "EU", "XK", "cyp", "C\xc3\xbd"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_country_code(text).has_value()); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
