// Whoever is looked for by an e-mail address is found by every spelling of it.
#include <boost/test/unit_test.hpp>

#include "customers/customer_store.hpp"
#include "customers/directory/directory.hpp"
#include "customers/leads/lead_record.hpp"
#include "staff/user_store.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;

BOOST_AUTO_TEST_SUITE(email_look_up)

BOOST_AUTO_TEST_CASE(customers_leads_and_staff_are_found_by_every_spelling) {
  const auto db = test::SharedDatabase::connect();
  const std::string local = Uuid::make().text();
  const std::string stored = local + "@xn--bcher-kva.example";
  const Uuid customer = test::make_customer(*db, stored);
  BOOST_TEST(staff::create_user(*db, {"test", {}}, {stored, "Anna", "Staff", std::nullopt}).has_value());
  for (const std::string& typed : {stored, local + "@b\u00fccher.example", " " + local + "@B\u00dcCHER.example\n",
                                   local + "@bu\u0308cher.example", local + "@XN--BCHER-KVA.EXAMPLE"}) {
    BOOST_TEST_CONTEXT(typed) {
      BOOST_TEST((customers::find_customer_by_id_or_email(*db, typed).value().id == customer));
      BOOST_TEST(customers::find_lead_by_id_or_email(*db, typed).value().email == stored);
      BOOST_TEST(staff::find_user(*db, typed).value().email == stored);
      for (const auto directory : {customers::Directory::customers, customers::Directory::leads}) {
        BOOST_TEST(customers::search_directory(*db, {.directory = directory, .text = typed}).entries.size() == 1U);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
