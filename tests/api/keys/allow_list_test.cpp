#include "api/keys/allow_list.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::api;

BOOST_AUTO_TEST_SUITE(allow_list)

BOOST_AUTO_TEST_CASE(a_list_allows_a_16_of_ipv4_and_a_48_of_ipv6_and_no_address_more) {
  struct Row {
    std::vector<std::string> ranges;
    bool is_too_wide;
  };
  for (const Row& row : {Row{{}, false},
                         Row{{"0.0.0.0/0"}, true},
                         Row{{"::/0"}, true},
                         Row{{"0.0.0.0/1", "128.0.0.0/1"}, true},
                         Row{{"10.0.0.0/16"}, false},
                         Row{{"10.0.0.0/15"}, true},
                         Row{{"10.0.0.0/17", "10.0.128.0/17"}, false},
                         Row{{"10.0.0.0/16", "192.0.2.7"}, true},
                         Row{{"10.0.0.0/16", "10.0.7.7", "10.0.0.0/16", "10.0.4.0/24"}, false},
                         Row{{"2001:db8::/48"}, false},
                         Row{{"2001:db8::/47"}, true},
                         Row{{"2001:db8::/48", "2001:db8:1::1"}, true},
                         Row{{"2001:db8::/48", "2001:db8::1"}, false},
                         Row{{"2001:db8::/49", "2001:db8:0:8000::/49"}, false},
                         Row{{"2001:db8::/49", "2001:db8:1::/49", "2001:db8:2::/128"}, true},
                         Row{{"10.0.0.0/16", "2001:db8::/48"}, false},
                         Row{{"::ffff:10.0.0.0/112"}, false},
                         Row{{"::ffff:10.0.0.0/111"}, true},
                         Row{{"::ffff:10.0.0.0/112", "10.0.0.0/16"}, false},
                         Row{{"::ffff:0:0/96"}, true},
                         Row{{"::/64"}, true},  // the mapped IPv4 addresses are in it
                         Row{{"::1"}, false},
                         Row{{"no range"}, false}}) {
    std::string text;
    for (const auto& range : row.ranges) text += range + " ";
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(allows_too_many(row.ranges) == row.is_too_wide); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
