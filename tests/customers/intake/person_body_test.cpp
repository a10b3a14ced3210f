#include "customers/intake/person_body.hpp"

#include <boost/test/unit_test.hpp>

#include "customers/fields/country.hpp"
#include "support/stack.hpp"

using namespace latchkey::customers;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(person)

// "pointer code" of the only error, or all of them joined.
std::string errors_of(const json& body, PersonRule rule = PersonRule::customer) {
  Findings findings;
  static_cast<void>(parse_person(body, rule, findings));
  if (rule == PersonRule::customer) static_cast<void>(parse_password(body, findings));
  std::string text;
  for (const auto& error : findings.errors()) text += (text.empty() ? "" : ", ") + error.pointer + " " + error.code;
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
  for (const Row& row :
       {Row{"firstName", "M", ""},
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
        Row{"language", "pt-br", ""},
        Row{"language", nullptr, ""},
        Row{"language", "en_US", "/language invalid"},
        Row{"language", "", "/language invalid"},
        Row{"language", std::string("de\0", 3), "/language invalid"},
        Row{"language", 7, "/language type"},
        Row{"language", "x-" + std::string(8, 'a') + "-12345678-12345678-123456", ""},
        Row{"language", "x-" + std::string(8, 'a') + "-12345678-12345678-1234567", "/language too_long"},
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
  Findings findings;
  BOOST_TEST(parse_person(body, PersonRule::customer, findings).nationality_country_code.value() == "CY");
  BOOST_TEST(!findings.has_errors());
  body["nationalityCountryCode"] = "CY";
  BOOST_TEST(errors_of(body) == "");
  body["nationalityCountryCode"] = "IT";
  BOOST_TEST(errors_of(body) == "/nationalityCountryCode mismatch");
}

BOOST_AUTO_TEST_CASE(a_lead_needs_its_email_alone) {
  BOOST_TEST(errors_of({{"email", "a@example.com"}}, PersonRule::lead) == "");
  BOOST_TEST(errors_of(json::object(), PersonRule::lead) == "/email required");
  BOOST_TEST(errors_of({{"email", "a@example.com"}, {"phone", "+35799123456"}}, PersonRule::lead) == "");
  BOOST_TEST(errors_of({{"email", "a@example.com"}, {"phone", "+999123456789"}}, PersonRule::lead) == "/phone invalid");
}

BOOST_AUTO_TEST_CASE(a_phone_that_the_rules_do_not_know_is_kept_with_a_warning) {
  json body = body_with("phone", "+229 01 97 00 00 00");
  body["phoneCountryCode"] = "BJ";
  Findings findings;
  BOOST_TEST(parse_person(body, PersonRule::customer, findings).phone.value() == "+2290197000000");
  BOOST_TEST(!findings.has_errors());
  BOOST_REQUIRE(findings.warnings().size() == 1U);
  BOOST_TEST(findings.warnings().front().pointer == "/phone");
  BOOST_TEST(findings.warnings().front().code == "phone_unverified");
}

BOOST_AUTO_TEST_CASE(kosovo_is_a_country) {
  json body = body_with("phone", "+383 44 123 456");
  body["phoneCountryCode"] = "xk";
  body["nationalityCountryCode"] = "XK";
  BOOST_TEST(errors_of(body) == "");
}

BOOST_AUTO_TEST_CASE(an_address_must_be_that_of_a_device_on_the_internet) {
  const auto parse = [](const json& value) {
    Findings findings;
    const auto address = parse_ip({{"ip", value}}, findings);
    return address.value_or(findings.has_errors() ? findings.errors().front().code : "nothing");
  };
  for (const auto& [value, expected] :
       std::vector<std::pair<json, std::string>>{{"203.0.113.7", "203.0.113.7"},
                                                 {" 203.0.113.7 ", "203.0.113.7"},
                                                 {"::ffff:203.0.113.7", "203.0.113.7"},
                                                 {"2001:DB8:0:0::1", "2001:db8::1"},
                                                 {nullptr, "nothing"},
                                                 {"", "invalid"},
                                                 {"203.0.113", "invalid"},
                                                 {"203.0.113.7:80", "invalid"},
                                                 {"203.0.113.0/24", "invalid"},
                                                 {"fe80::1%eth0", "invalid"},
                                                 {3405803783, "type"},
                                                 {"10.1.2.3", "address_not_public"},
                                                 {"172.31.255.255", "address_not_public"},
                                                 {"172.32.0.1", "172.32.0.1"},
                                                 {"192.168.0.1", "address_not_public"},
                                                 {"127.0.0.1", "address_not_public"},
                                                 {"169.254.1.1", "address_not_public"},
                                                 {"224.0.0.1", "address_not_public"},
                                                 {"255.255.255.255", "address_not_public"},
                                                 {"0.0.0.0", "address_not_public"},
                                                 {"::", "address_not_public"},
                                                 {"::1", "address_not_public"},
                                                 {"::ffff:10.0.0.1", "address_not_public"},
                                                 {"fd00::1", "address_not_public"},
                                                 {"fe80::1", "address_not_public"},
                                                 {"ff02::1", "address_not_public"}}) {
    BOOST_TEST_CONTEXT(value.dump()) { BOOST_TEST(parse(value) == expected); }
  }
}

BOOST_AUTO_TEST_CASE(countries_are_those_of_iso_3166_1_and_kosovo) {
  BOOST_TEST(parse_country_code(" cy ").value() == "CY");
  BOOST_TEST(parse_country_code("xk").value() == "XK");
  for (const char* text : {"", "C", "UK", "EU", "XX", "cyp", "C\xc3\xbd"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_country_code(text).has_value()); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
