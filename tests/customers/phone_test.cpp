#include "customers/phone.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::customers;

BOOST_AUTO_TEST_SUITE(phone)

std::string outcome(const std::string& text, const std::string& country) {
  const auto parsed = parse_phone(text, country);
  if (const auto* number = std::get_if<std::string>(&parsed)) return *number;
  switch (std::get<PhoneProblem>(parsed)) {
    case PhoneProblem::not_international:
      return "not international";
    case PhoneProblem::not_valid:
      return "not valid";
    case PhoneProblem::calling_code_mismatch:
      return "mismatch";
  }
  return "";
}

struct Row {
  const char* text;
  const char* country;
  const char* expected;
};

BOOST_AUTO_TEST_CASE(numbers_are_stored_as_e164) {
  for (const Row& row :
       {Row{"+35799123456", "CY", "+35799123456"}, Row{" +357 99-12.34/56 ", "CY", "+35799123456"},
        Row{"0035799123456", "CY", "+35799123456"}, Row{"+44 7911 123456", "GB", "+447911123456"},
        Row{"+44 7911 123456", "GG", "+447911123456"}, Row{"+1 (416) 555-0123", "US", "+14165550123"},
        Row{"+35799123456", "GR", "mismatch"}, Row{"+35799123456", "AQ", "mismatch"},
        Row{"99123456", "CY", "not international"}, Row{"07911 123456", "GB", "not international"},
        Row{"+357", "CY", "not valid"}, Row{"+35712", "CY", "not valid"}, Row{"+999123456789", "CY", "not valid"},
        Row{"+357991234561234567", "CY", "not valid"}, Row{"", "CY", "not international"}, Row{"+", "CY", "not valid"},
        Row{"+35799123456 ext 5", "CY", "not international"}, Row{"tel:+35799123456", "CY", "not international"},
        Row{"+357\n99123456", "CY", "not international"}}) {
    BOOST_TEST_CONTEXT(row.text << " for " << row.country) {
      BOOST_TEST(outcome(row.text, row.country) == row.expected);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
