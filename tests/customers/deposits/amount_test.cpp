#include "customers/deposits/amount.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::customers;

BOOST_AUTO_TEST_SUITE(amount)

BOOST_AUTO_TEST_CASE(amounts_are_read_without_rounding) {
  struct Row {
    const char* text;
    const char* amount;  // empty: refused
    const char* shortest;
  };
  for (const Row& row : {Row{"250.00", "250.00", "250"},
                         Row{"250.0", "250.0", "250"},
                         Row{"250", "250", "250"},
                         Row{"0.00000001", "0.00000001", "0.00000001"},
                         Row{"00250.10", "250.10", "250.1"},
                         Row{"99999999999999.99999999", "99999999999999.99999999", "99999999999999.99999999"},
                         Row{"0", "0", "0"},
                         Row{"000", "0", "0"},
                         Row{"0.00", "0.00", "0"},
                         Row{"100", "100", "100"},
                         Row{"100000000000000", "", ""},
                         Row{"1.000000001", "", ""},
                         Row{"", "", ""},
                         Row{".5", "", ""},
                         Row{"5.", "", ""},
                         Row{"-1", "", ""},
                         Row{"+1", "", ""},
                         Row{"1e3", "", ""},
                         Row{"1,5", "", ""},
                         Row{"1.2.3", "", ""},
                         Row{" 1", "", ""},
                         Row{"0x10", "", ""},
                         Row{"NaN", "", ""}}) {
    BOOST_TEST_CONTEXT(row.text) {
      const auto amount = parse_amount(row.text);
      BOOST_TEST(amount.value_or("") == row.amount);
      if (amount) BOOST_TEST(shortest_amount(*amount) == row.shortest);
      if (amount) BOOST_TEST(is_zero(*amount) == (std::string_view(row.shortest) == "0"));
    }
  }
  BOOST_TEST(!parse_amount(std::string(1000, '0')).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
