#include "api/keys/right.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::api;

BOOST_AUTO_TEST_SUITE(right)

BOOST_AUTO_TEST_CASE(every_right_has_its_name) {
  for (const auto one : all_rights) {
    BOOST_TEST_CONTEXT(right_name(one)) { BOOST_TEST((parse_right(right_name(one)) == one)); }
  }
  for (const auto* name : {"", "customers", "Customers:create", "customers:create ", "customers:create,leads:create"}) {
    BOOST_TEST_CONTEXT(name) { BOOST_TEST(!parse_right(name).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(rights_are_stored_in_one_order_and_read_back) {
  struct Row {
    std::string stored;
    Rights rights;
    std::string again;
  };
  for (const Row& row : {Row{"", {}, ""}, Row{"leads:create", {Right::create_leads}, "leads:create"},
                         Row{"logins:create,customers:create,logins:create",
                             {Right::create_customers, Right::create_logins},
                             "customers:create,logins:create"},
                         Row{"customers:create,of_a_later_version", {Right::create_customers}, "customers:create"}}) {
    BOOST_TEST_CONTEXT(row.stored) {
      BOOST_TEST((parse_stored_rights(row.stored) == row.rights));
      BOOST_TEST(stored_rights(row.rights) == row.again);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
