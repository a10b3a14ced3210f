// The lists of customers and leads without a search: pages, and what they cost.
#include "customers/directory/browse.hpp"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::customers;
using test::SharedDatabase;

namespace {

struct Lists {
  Lists() : db(SharedDatabase::connect()), key(test::make_key(*db, "Browser")) {}

  // A lead whose e-mail begins so.
  Uuid lead(const std::string& beginning, const std::string& country) const {
    auto person = test::make_person(beginning + test::new_email());
    person.phone_country_code = country;
    return touch_lead(*db, person, {}, api::make_touch_origin(key)).id;
  }

  std::unique_ptr<db::Connection> db;
  api::ApiKey key;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(browse_test, Lists)

BOOST_AUTO_TEST_CASE(who_comes_while_a_page_is_read_moves_nobody_into_it_twice) {
  for (int i = 0; i < 300; ++i) static_cast<void>(lead("", "MT"));
  std::atomic<bool> is_over = false;
  std::thread office([&] {
    const Lists other;
    while (!is_over) static_cast<void>(other.lead("", "MT"));
  });
  int twice = 0;
  for (int i = 0; i < 50; ++i) {
    const auto found = search_directory(
        *db, {.directory = Directory::leads, .text = "", .filter = {.country = "MT"}, .page_size = 150});
    std::set<std::string> ids;
    for (const auto& entry : found.entries) twice += ids.insert(entry.id.text()).second ? 0 : 1;
  }
  is_over = true;
  office.join();
  BOOST_TEST(twice == 0);
}

BOOST_AUTO_TEST_SUITE_END()
