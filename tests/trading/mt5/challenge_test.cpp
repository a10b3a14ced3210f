#include "trading/mt5/challenge.hpp"

#include <boost/test/unit_test.hpp>

#include "crypto/encoding.hpp"

using namespace latchkey;
using namespace latchkey::trading;

BOOST_AUTO_TEST_SUITE(mt5_hash)

// The worked example of MetaQuotes' page on authentication.
BOOST_AUTO_TEST_CASE(the_documented_example_comes_out) {
  const auto hash = hash_mt5_password("Password1");
  BOOST_TEST(crypto::hex(hash.value()) == "ec2e92ff70bf4691ae0c68e02fdc6c22");
  const auto key = derive_mt5_key(hash.value());
  BOOST_TEST(crypto::hex(key) == "904ba8ecb16273d2f0ae9c3b8a023752");
  BOOST_TEST(answer_mt5_challenge(key, crypto::parse_hex("73007dc7184747ce0f7c98516ef1c851").value()) ==
             "77fe51827f7fa69dd80fbec9aa33f1bb");
  BOOST_TEST(answer_mt5_challenge(key, crypto::parse_hex("4db98fec17aab4dc5a240bdc659e8395").value()) ==
             "1732021b1b332f51660b2b315eed3a35");
}

BOOST_AUTO_TEST_CASE(passwords_beyond_ascii_are_hashed_as_utf16) {
  // printf 'пароль🙂' | iconv -t UTF-16LE | md5sum
  BOOST_TEST(crypto::hex(hash_mt5_password("пароль🙂").value()) == "48006023fad69090b44dcf3de4f96290");
  BOOST_TEST(!hash_mt5_password("\xff"));
}

BOOST_AUTO_TEST_SUITE_END()
