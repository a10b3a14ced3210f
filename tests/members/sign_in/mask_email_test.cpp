#include "members/sign_in/mask_email.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::members;

BOOST_AUTO_TEST_SUITE(masked_email)

BOOST_AUTO_TEST_CASE(a_masked_email_shows_its_domain) {
  BOOST_TEST(mask_email("maria@example.com") == "m\u2022\u2022\u2022\u2022a@example.com");
  BOOST_TEST(mask_email("m@example.com") == "m\u2022\u2022\u2022\u2022@example.com");
}

BOOST_AUTO_TEST_SUITE_END()
