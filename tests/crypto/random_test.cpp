#include "crypto/random.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::crypto;

BOOST_AUTO_TEST_SUITE(random_bytes)

BOOST_AUTO_TEST_CASE(random_bytes_differ) {
  BOOST_TEST(make_random_bytes(16).size() == 16U);
  BOOST_TEST(make_random_bytes(16) != make_random_bytes(16));
}

BOOST_AUTO_TEST_SUITE_END()
