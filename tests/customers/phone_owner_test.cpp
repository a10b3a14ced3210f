// A number that somebody else has, at a cost that does not grow with how many have it.
#include "customers/phone_owner.hpp"

#include <boost/test/unit_test.hpp>

#include "customers/import/lead_import.hpp"
#include "customers/search/person_index.hpp"
#include "support/dialect.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using customers::is_phone_of_another;

namespace {

struct Numbers {
  [[nodiscard]] customers::Person person_with(const std::string& phone) const {
    auto person = test::make_person(test::new_email());
    person.phone = phone;
    return person;
  }

  void add_leads(int count, const std::string& phone) const {
    const auto key = test::make_key(*db);
    db->in_transaction([&](db::Transaction&) {
      for (int i = 0; i < count; ++i) {
        static_cast<void>(customers::touch_lead(*db, person_with(phone), {}, api::make_touch_origin(key)));
      }
    });
  }

  std::unique_ptr<db::Connection> db = test::SharedDatabase::connect();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(phone_owner, Numbers)

BOOST_AUTO_TEST_CASE(a_number_is_anothers_when_a_lead_or_customer_of_another_address_has_it) {
  const std::string phone = "+35799550101";
  const auto person = person_with(phone);
  BOOST_TEST(!is_phone_of_another(*db, person));
  static_cast<void>(customers::touch_lead(*db, person, {}, api::make_touch_origin(test::make_key(*db))));
  BOOST_TEST(!is_phone_of_another(*db, person));
  BOOST_TEST(is_phone_of_another(*db, person_with(phone)));
  BOOST_TEST(!is_phone_of_another(*db, person_with("+35799550102")));
  auto without = person_with(phone);
  without.phone = std::nullopt;
  BOOST_TEST(!is_phone_of_another(*db, without));
}

BOOST_AUTO_TEST_CASE(a_customers_number_counts_where_the_lead_has_another) {
  const std::string phone = "+35799550105";
  const auto id = test::make_customer(*db, test::new_email());
  db->execute("UPDATE customers SET phone = ? WHERE id = ?", {phone, id});
  customers::index_person(*db, customers::find_customer(*db, id)->lead_id);
  BOOST_TEST(is_phone_of_another(*db, person_with(phone)));
}

BOOST_AUTO_TEST_CASE(a_number_that_very_many_have_costs_no_more) {
  const std::string phone = "+35799550103";
  add_leads(2000, "+35799550104");
  add_leads(2000, phone);
  static_cast<void>(db->query("ANALYZE TABLE leads, customers, search_words"));
  const auto person = person_with(phone);
  BOOST_TEST(test::count_reads(*db, [&] { BOOST_TEST(is_phone_of_another(*db, person)); }) < 60);
  const std::string text = "email,phone\n" + person.email + "," + phone + "\n";
  const auto file = std::get<customers::LeadFile>(customers::LeadFile::open(text, {}));
  BOOST_TEST(test::count_reads(*db, [&] {
               const auto plan = customers::plan_import(*db, {"x.csv", file, std::nullopt});
               BOOST_TEST(plan.warned.at("phone_known") == 1U);
             }) < 400);
}

BOOST_AUTO_TEST_SUITE_END()
