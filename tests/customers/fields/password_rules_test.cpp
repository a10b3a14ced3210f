#include "customers/fields/password_rules.hpp"

#include <boost/test/unit_test.hpp>

using latchkey::customers::find_password_problem;

BOOST_AUTO_TEST_SUITE(customer_password_rules)

BOOST_AUTO_TEST_CASE(what_sign_in_or_the_api_would_refuse_is_refused) {
  for (const std::string& password :
       {std::string(), std::string("abc123"), std::string("abcdefg"), std::string("1234567"), std::string("abc 12\xff"),
        std::string("abc\x00 123", 8), std::string("abc\n123x"), std::string(128, 'a') + "1"}) {
    BOOST_TEST_CONTEXT(password) { BOOST_TEST(find_password_problem(password).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(a_letter_of_any_script_and_a_digit_are_enough) {
  for (const std::string& password : {std::string("abcdef1"), std::string(127, 'a') + "1",
                                      std::string("über den 7 Bergen"), std::string("пароль1")}) {
    BOOST_TEST_CONTEXT(password) { BOOST_TEST(!find_password_problem(password)); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
