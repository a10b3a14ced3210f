#include "base/cidr.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey;

BOOST_AUTO_TEST_SUITE(cidr)

struct Row {
  const char* range;
  const char* address;
  bool is_inside;
};

BOOST_AUTO_TEST_CASE(a_range_contains_its_addresses_and_no_other) {
  for (const Row& row : {Row{"192.0.2.0/24", "192.0.2.255", true}, Row{"192.0.2.0/24", "192.0.3.0", false},
                         Row{"192.0.2.7", "192.0.2.7", true}, Row{"192.0.2.7", "192.0.2.8", false},
                         Row{"0.0.0.0/0", "255.255.255.255", true}, Row{"0.0.0.0/0", "2001:db8::1", false},
                         Row{"2001:db8::/32", "2001:db8:ffff::1", true}, Row{"2001:db8::/32", "2001:db9::", false},
                         Row{"::1", "::1", true}, Row{"10.0.0.0/9", "10.127.255.255", true},
                         Row{"10.0.0.0/9", "10.128.0.0", false}, Row{"192.0.2.0/24", "::ffff:192.0.2.5", true}}) {
    BOOST_TEST_CONTEXT(row.range << " and " << row.address) {
      const auto range = Cidr::parse(row.range);
      const auto address = parse_ip_address(row.address);
      BOOST_REQUIRE(range);
      BOOST_REQUIRE(address);
      BOOST_TEST(range->contains(*address) == row.is_inside);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_range_is_refused) {
  for (const char* text : {"", "/", "192.0.2.0/33", "192.0.2.1/24", "192.0.2.0/", "192.0.2.0/-1", "192.0.2/24",
                           "::/129", "localhost", "192.0.2.0/24x", " 192.0.2.0/24", "2001:db8::1/32"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!Cidr::parse(text).has_value()); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
