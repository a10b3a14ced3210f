#include "crypto/password.hpp"

#include <boost/test/unit_test.hpp>

#include "support/child_process.hpp"

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

// An "é" may be one code point or two.
BOOST_AUTO_TEST_CASE(a_password_matches_however_its_letters_are_composed) {
  const std::string composed = "caf\xc3\xa9 2026";
  const std::string decomposed = "cafe\xcc\x81 2026";
  for (const auto& [set, typed] : {std::pair{composed, decomposed}, {decomposed, composed}, {decomposed, decomposed}}) {
    BOOST_TEST((check_password(hash_password(set, cheap), typed, cheap) == PasswordMatch::right));
  }
  BOOST_TEST((check_password(hash_password(composed, cheap), "cafe 2026", cheap) == PasswordMatch::wrong));
  BOOST_TEST((check_password(hash_password("\xff", cheap), "\xff", cheap) == PasswordMatch::right));
  // Made of the decomposed bytes, as before passwords were normalised.
  const std::string old =
      "$argon2id$v=19$m=8,t=1,p=1$ylm1eaOsbSZwxpEa89MZKA$X0boBIbYYKlyQojOmnx9RJYTdAEUKPoiOAV9FU7o23I";
  BOOST_TEST((check_password(old, decomposed, cheap) == PasswordMatch::right));
  BOOST_TEST((check_password(old, composed, cheap) == PasswordMatch::wrong));
}

BOOST_AUTO_TEST_CASE(another_cost_asks_for_a_new_hash) {
  const std::string hash = hash_password("sunny day 7", cheap);
  BOOST_TEST((check_password(hash, "sunny day 7", {16, 1}) == PasswordMatch::right_but_rehash));
}

BOOST_AUTO_TEST_CASE(a_stored_text_that_is_no_hash_of_ours_matches_nothing) {
  const std::string hash = hash_password("sunny day 7", cheap);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = hash;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const std::string& text :
       {std::string("x"), hash.substr(0, hash.size() - 1), hash + "a", with("argon2id", "argon2i"),
        with("v=19", "v=16"), with("m=8", "m=7"), with("m=8", "m=99999999999"), with("m=8", "m="), with("t=1", "t=0"),
        with("p=1", "p=2"), with("p=1$", "p=1$$"), with("p=1$", "p=1$*")}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST((check_password(text, "sunny day 7", cheap) == PasswordMatch::wrong)); }
  }
}

BOOST_AUTO_TEST_CASE(without_memory_nothing_is_said_about_a_password) {
  const PasswordCost cost{.keep_memory_for = std::chrono::seconds::zero()};
  const std::string hash = hash_password("sunny day 7", cost);
  const int told = latchkey::test::run_in_child([&] {
    latchkey::test::limit_memory(8 << 20);
    int count = 0;
    for (const char* password : {"sunny day 7", "sunny day 8"}) {
      try {
        static_cast<void>(check_password(hash, password, cost));
      } catch (const OutOfMemory&) {
        ++count;
      }
    }
    return count;
  });
  BOOST_TEST(told == 2);
}

BOOST_AUTO_TEST_CASE(the_default_cost_is_owasp_s) {
  BOOST_TEST(hash_password("sunny day 7", {}).starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

BOOST_AUTO_TEST_SUITE_END()
