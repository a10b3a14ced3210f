#include "attempts/network.hpp"

#include <boost/test/unit_test.hpp>

using latchkey::attempts::network_of;

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(a_network_is_an_ipv4_address_or_an_ipv6_64) {
  BOOST_TEST(network_of("192.0.2.1") == std::string("\xc0\x00\x02\x01", 4));
  BOOST_TEST(network_of("::ffff:192.0.2.1") == network_of("192.0.2.1"));
  BOOST_TEST(network_of("192.0.2.2") != network_of("192.0.2.1"));
  BOOST_TEST(network_of("2001:db8:1:2::") == std::string("\x20\x01\x0d\xb8\x00\x01\x00\x02", 8));
  BOOST_TEST(network_of("2001:db8:1:2:ffff:ffff:ffff:ffff") == network_of("2001:db8:1:2::1"));
  BOOST_TEST(network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1"));
}

BOOST_AUTO_TEST_CASE(what_is_no_address_counts_together) {
  for (const char* text : {"", "unix:", "192.0.2", "192.0.2.1:80", "fe80::1%eth0"})
    BOOST_TEST(network_of(text).empty(), text);
}

BOOST_AUTO_TEST_SUITE_END()
