#include "customers/search/person_index.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "customers/search/word_store.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::customers;
using test::SharedDatabase;

namespace {

const auto quiet = [](std::uint64_t) {};

struct Index {
  Index() : db(SharedDatabase::connect()), email(test::new_email()), customer(test::make_customer(*db, email)) {
    lead = find_customer(*db, customer).value().lead_id;
  }
  std::unique_ptr<db::Connection> db;
  std::string email;
  Uuid customer;
  Uuid lead;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(person_index, Index)

BOOST_AUTO_TEST_CASE(a_creation_writes_what_an_index_of_the_stored_person_has) {
  const auto written = find_words(*db, lead);
  BOOST_TEST(!written.empty());
  index_person(*db, lead);
  BOOST_TEST(find_words(*db, lead) == written, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_creation_that_is_rolled_back_leaves_no_word) {
  Uuid id;
  db->in_transaction([&](db::Transaction& transaction) {
    const auto key = test::make_key(*db);
    id = touch_lead(*db, test::make_person(test::new_email()), {}, api::make_touch_origin(key)).id;
    BOOST_TEST(!find_words(*db, id).empty());
    transaction.roll_back();
  });
  BOOST_TEST(find_words(*db, id).empty());
}

BOOST_AUTO_TEST_CASE(an_edited_person_has_the_new_words_alone) {
  db->execute("UPDATE customers SET last_name = 'Neumann' WHERE id = ?", {customer});
  db->execute("UPDATE leads SET last_name = 'Neumann', first_name = NULL WHERE id = ?", {lead});
  index_person(*db, lead);
  const auto words = find_words(*db, lead);
  BOOST_TEST((std::ranges::find(words, "neumann") != words.end()));
  BOOST_TEST((std::ranges::find(words, "rossi") == words.end()));
}

BOOST_AUTO_TEST_CASE(an_erased_person_has_no_word) {
  erase_words(*db, lead);
  BOOST_TEST(find_words(*db, lead).empty());
  BOOST_CHECK_NO_THROW(erase_words(*db, lead));
}

BOOST_AUTO_TEST_CASE(a_filling_that_was_cut_off_is_finished_by_the_next) {
  const auto written = find_words(*db, lead);
  erase_words(*db, lead);
  db->execute("UPDATE search_fill SET last_lead_id = ?, finished_at = NULL", {Uuid()});
  BOOST_TEST(!is_search_filled(*db));
  BOOST_TEST(fill_search(*db, FillFrom::last_position, quiet) > 0U);
  BOOST_TEST(is_search_filled(*db));
  BOOST_TEST(find_words(*db, lead) == written, boost::test_tools::per_element());
  BOOST_TEST(fill_search(*db, FillFrom::last_position, quiet) == 0U);
}

BOOST_AUTO_TEST_CASE(a_rebuilding_mends_what_differs) {
  const auto written = find_words(*db, lead);
  db->execute("DELETE FROM search_words WHERE person_id = ? LIMIT 1", {lead});
  add_words(*db, {{lead, {"stale"}}});
  BOOST_TEST(fill_search(*db, FillFrom::beginning, quiet) > 0U);
  BOOST_TEST(find_words(*db, lead) == written, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
