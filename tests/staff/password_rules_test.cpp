#include "staff/password_rules.hpp"

#include <boost/test/unit_test.hpp>

using latchkey::staff::find_password_problem;

namespace {

const std::vector<std::string> own{"maria.rossi@northgate.example", "Maria", "Rossi", "MariaRossi",
                                   "Northgate Markets"};

}  // namespace

BOOST_AUTO_TEST_SUITE(password_rules)

BOOST_AUTO_TEST_CASE(what_everybody_tries_first_is_refused) {
  for (const char* password :
       {"password1234",  "Password2026!",    "P@ssw0rd1234", "pa$$word1234", "passwordpassword",
        "administrator", "Administrator1!",  "qwertyuiopas", "asdfghjklzxc", "123456789012",
        "098765432109",  "111111111111",     "abcabcabcabc", "abcdefghijkl", "1q2w3e4r5t6y",
        "iloveyou1234",  "letmein12345",     "Welcome12345", "changeme1234", "password1234567890",
        "qwerty123456",  "trading-password", "            "}) {
    BOOST_TEST_CONTEXT(password) { BOOST_TEST(find_password_problem(password, own).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(names_that_everybody_knows_are_refused) {
  for (const char* password :
       {"maria.rossi@northgate.example", "maria.rossi1", "MariaRossi2026", "Northgate-Markets", "northgatemarkets1"}) {
    BOOST_TEST_CONTEXT(password) { BOOST_TEST(find_password_problem(password, own).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(a_few_words_or_something_random_are_taken) {
  for (const char* password : {"correct horse battery", "three quiet words", "dragon office sunshine cookie",
                               "k7#Vq2!mZx9p", "password 84719302 x1", "Rossi likes purple trams", "a long password",
                               "\u00fcber den sieben Bergen", "password83920174"}) {
    BOOST_TEST_CONTEXT(password) { BOOST_TEST(find_password_problem(password, own).value_or("") == ""); }
  }
}

BOOST_AUTO_TEST_CASE(one_rule_looks_at_the_length_and_at_what_everybody_tries) {
  const latchkey::staff::PasswordOwner owner{.email = "maria.rossi@northgate.example",
                                             .first_name = "Maria",
                                             .last_name = "Rossi",
                                             .site_name = "Northgate Markets",
                                             .base_url = "https://northgate.example"};
  for (const std::string& password :
       {std::string(), std::string("k7#Vq2!mZx9"), std::string("password1234"), std::string("MariaRossi2026"),
        std::string("Northgate-Markets"), std::string("three quiet\x01words"), std::string("three quiet \xff words"),
        std::string(129, 'x')}) {
    BOOST_TEST_CONTEXT(password) { BOOST_TEST(latchkey::staff::check_staff_password(password, owner).has_value()); }
  }
  for (const std::string& password : {std::string("k7#Vq2!mZx9p"), std::string("three quiet words")}) {
    BOOST_TEST_CONTEXT(password) { BOOST_TEST(!latchkey::staff::check_staff_password(password, owner)); }
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_known_of_nobody) {
  BOOST_TEST(!find_password_problem("three quiet words", {"", "@", "1"}));
  BOOST_TEST(!find_password_problem("84719302 5516 77", {"", "@", "1"}));
}

BOOST_AUTO_TEST_SUITE_END()
