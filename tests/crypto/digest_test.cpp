#include "crypto/digest.hpp"

#include <boost/test/unit_test.hpp>

#include "crypto/encoding.hpp"

using namespace latchkey::crypto;

BOOST_AUTO_TEST_SUITE(digest)

// FIPS 180-4 and RFC 4231, test case 2.
BOOST_AUTO_TEST_CASE(hashes_are_the_standards) {
  BOOST_TEST(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

BOOST_AUTO_TEST_CASE(texts_that_differ_anywhere_are_not_equal) {
  BOOST_TEST(equal_in_constant_time("same", "same"));
  BOOST_TEST(equal_in_constant_time("", ""));
  for (const char* other : {"sama", "tame", "sam", "same ", ""}) {
    BOOST_TEST(!equal_in_constant_time("same", other), other);
  }
}

BOOST_AUTO_TEST_SUITE_END()
