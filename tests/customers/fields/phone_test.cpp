#include "customers/fields/phone.hpp"

#include <boost/test/unit_test.hpp>
#include <initializer_list>

using namespace latchkey::customers;

BOOST_AUTO_TEST_SUITE(phone)

std::string name_of(PhoneProblem problem) {
  switch (problem) {
    case PhoneProblem::not_international:
      return "not international";
    case PhoneProblem::has_extension:
      return "extension";
    case PhoneProblem::unknown_calling_code:
      return "unknown calling code";
    case PhoneProblem::wrong_length:
      return "wrong length";
    case PhoneProblem::calling_code_mismatch:
      return "mismatch";
  }
  return "";
}

std::string outcome(const std::string& text, const std::optional<std::string>& country) {
  const auto parsed = parse_phone(text, country);
  if (const auto* problem = std::get_if<PhoneProblem>(&parsed)) return name_of(*problem);
  const auto& phone = std::get<Phone>(parsed);
  return phone.e164 + (phone.is_verified ? "" : " unverified");
}

struct Row {
  const char* text;
  const char* country;
  const char* expected;
};

void check(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.text << " for " << row.country) {
      BOOST_TEST(outcome(row.text, row.country) == row.expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(numbers_are_stored_as_e164) {
  check({{"+35799123456", "CY", "+35799123456"},
         {" +357 99-12.34/56 ", "CY", "+35799123456"},
         {"0035799123456", "CY", "+35799123456"},
         {"+44 7911 123456", "GB", "+447911123456"},
         {"+44 7911 123456", "GG", "+447911123456"},
         {"+44 (0)7911 123456", "GB", "+447911123456"},
         {"+1 (416) 555-0123", "US", "+14165550123"},
         {"+383 44 123 456", "XK", "+38344123456"},
         {"+35799123456", "GR", "mismatch"},
         {"+35799123456", "AQ", "mismatch"},
         {"+64 21 123 456", "PN", "+6421123456"}});
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_told_by_its_problem) {
  check({{"99123456", "CY", "not international"},
         {"07911 123456", "GB", "not international"},
         {"", "CY", "not international"},
         {"   ", "CY", "not international"},
         {"tel:+35799123456", "CY", "not international"},
         {"+357 99 12 ab", "CY", "not international"},
         {"+357+99123456", "CY", "not international"},
         {"++35799123456", "CY", "not international"},
         {"+35799123456\x01", "CY", "not international"},
         {"+", "CY", "wrong length"},
         {"00", "CY", "wrong length"},
         {"+357", "CY", "wrong length"},
         {"+35712", "CY", "wrong length"},
         {"+3571234", "CY", "wrong length"},
         {"+357991234561234567", "CY", "wrong length"},
         {"+3579912345612345678901", "CY", "wrong length"},
         {"+999123456789", "CY", "unknown calling code"},
         {"+210123456789", "CY", "unknown calling code"},
         {"+35799123456 ext 5", "CY", "extension"},
         {"+35799123456x5", "CY", "extension"},
         {"+35799123456 Ext. 5", "CY", "extension"},
         {"+7 495 123-45-67 доб. 12", "RU", "extension"},
         {"+35799123456#5", "CY", "extension"},
         {"+35799123456,5", "CY", "extension"}});
}

// Pasted from pages, chats and tables.
BOOST_AUTO_TEST_CASE(what_comes_along_when_a_number_is_copied_does_not_matter) {
  check({{"\u202a+357\u00a099\u2011123\u2013456\u202c", "CY", "+35799123456"},
         {"\u200e+35799123456\u200f", "CY", "+35799123456"},
         {"+357\u202f99\u2009123\u3000456", "CY", "+35799123456"},
         {"+357\n99123456\t", "CY", "+35799123456"},
         {"\ufeff+357\u200b99\u2060123456", "CY", "+35799123456"},
         {"+357 99\u2212123\u2014456", "CY", "+35799123456"},
         {"\uff0b\uff13\uff15\uff17\uff08\uff19\uff19\uff09\uff11\uff12\uff13\uff14\uff15\uff16", "CY", "+35799123456"},
         {"+\u0663\u0665\u0667 \u0669\u0669 \u0661\u0662\u0663\u0664\u0665\u0666", "CY", "+35799123456"},
         {"\u200f\u0660\u0660\u0663\u0665\u0667\u0669\u0669\u0661\u0662\u0663\u0664\u0665\u0666", "CY", "+35799123456"},
         {"+[357] 99\u00ad123456", "CY", "+35799123456"}});
}

// The distribution's rules are older than these ranges.
BOOST_AUTO_TEST_CASE(a_number_that_its_countrys_rules_do_not_know_is_unverified) {
  check({{"+2290197000000", "BJ", "+2290197000000 unverified"},
         {"+22997000000", "BJ", "+22997000000"},
         {"+35712345678", "CY", "+35712345678 unverified"},
         {"+35712345678", "GR", "mismatch"},
         {"+1 555 000 0000", "US", "+15550000000 unverified"},
         {"+12345678", "US", "+12345678 unverified"},
         {"+1234567", "US", "wrong length"},
         {"+123456789012345", "US", "+123456789012345 unverified"}});
}

BOOST_AUTO_TEST_CASE(without_a_country_any_known_calling_code_will_do) {
  BOOST_TEST(outcome("+35799123456", std::nullopt) == "+35799123456");
  BOOST_TEST(outcome("+2290197000000", std::nullopt) == "+2290197000000 unverified");
  BOOST_TEST(outcome("+999123456789", std::nullopt) == "unknown calling code");
}

BOOST_AUTO_TEST_CASE(a_number_with_several_prefixes_of_home_is_stored_in_one_form_too) {
  check({{"+44 (0) 0011 123456473", "GB", "+4411123456473 unverified"},
         {"+4411123456473", "GB", "+4411123456473 unverified"},
         {"+52 11 5921595945", "MX", "+525921595945"},
         {"+525921595945", "MX", "+525921595945"}});
}

BOOST_AUTO_TEST_CASE(a_national_number_is_what_stands_behind_the_calling_code) {
  BOOST_TEST(find_national_number("+35799123456").value() == "99123456");
  BOOST_TEST(find_national_number("+390612345678").value() == "0612345678");  // Italy's zero belongs to the number
  BOOST_TEST(find_national_number("+12125550123").value() == "2125550123");
  BOOST_TEST(find_national_number("+77012345678").value() == "7012345678");
  BOOST_TEST(find_national_number("+80012345678").value() == "12345678");  // no country's
  BOOST_TEST(!find_national_number("+21012345678"));
  BOOST_TEST(!find_national_number("+357"));
  BOOST_TEST(!find_national_number("35799123456"));
  BOOST_TEST(!find_national_number(""));
}

BOOST_AUTO_TEST_SUITE_END()
