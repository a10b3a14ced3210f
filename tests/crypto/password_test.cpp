#include "crypto/password.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey;
using namespace latchkey::crypto;

BOOST_AUTO_TEST_SUITE(password)

constexpr PasswordCost cheap{8, 1};

BOOST_AUTO_TEST_CASE(the_right_password_matches_and_no_other) {
  const std::string hash = hash_password("sunny day 7", cheap);
  BOOST_TEST(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
  BOOST_TEST((check_password(hash, "sunny day 7", cheap) == PasswordMatch::right));
  BOOST_TEST((check_password(hash, "sunny day 8", cheap) == PasswordMatch::wrong));
  BOOST_TEST((check_password("", "", cheap) == PasswordMatch::wrong));
}

BOOST_AUTO_TEST_CASE(long_passwords_differ_in_their_last_byte) {
  const std::string hash = hash_password(std::string(127, 'a') + '1', cheap);
  BOOST_TEST((check_password(hash, std::string(127, 'a') + '2', cheap) == PasswordMatch::wrong));
}

BOOST_AUTO_TEST_CASE(another_cost_asks_for_a_new_hash) {
  const std::string hash = hash_password("sunny day 7", cheap);
  BOOST_TEST((check_password(hash, "sunny day 7", {16, 1}) == PasswordMatch::right_but_rehash));
}

BOOST_AUTO_TEST_CASE(the_default_cost_is_owasp_s) {
  BOOST_TEST(hash_password("sunny day 7", {}).starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

BOOST_AUTO_TEST_SUITE_END()
