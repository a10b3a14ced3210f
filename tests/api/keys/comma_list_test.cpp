#include "api/keys/comma_list.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::api;

BOOST_AUTO_TEST_SUITE(comma_list)

BOOST_AUTO_TEST_CASE(entries_are_split_at_commas_and_empty_ones_left_out) {
  struct Row {
    std::string text;
    std::vector<std::string> entries;
  };
  for (const Row& row : {Row{"", {}}, Row{"a", {"a"}}, Row{"a,b", {"a", "b"}}, Row{",,a,,b,", {"a", "b"}},
                         Row{" a , b", {" a ", " b"}}}) {
    BOOST_TEST_CONTEXT(row.text) { BOOST_TEST(split_list(row.text) == row.entries, boost::test_tools::per_element()); }
  }
}

BOOST_AUTO_TEST_CASE(a_joined_list_is_split_into_the_same_entries) {
  const std::vector<std::string> entries{"192.0.2.0/24", "2001:db8::/32"};
  BOOST_TEST(join_list(entries) == "192.0.2.0/24,2001:db8::/32");
  BOOST_TEST(split_list(join_list(entries)) == entries, boost::test_tools::per_element());
  BOOST_TEST(join_list({}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
