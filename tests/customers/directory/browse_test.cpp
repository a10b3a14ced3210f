// The lists of customers and leads without a search: pages, and what they cost.
#include "customers/directory/browse.hpp"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "customers/directory/details.hpp"
#include "customers/statuses/lead_status.hpp"
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

  // A page each 100 rows that were looked at.
  Found cut_page(Order order, const std::string& after, const std::string& before) const {
    return search_directory(*db, {.directory = Directory::leads,
                                  .text = "",
                                  .after = after,
                                  .before = before,
                                  .filter = {.country = "LU"},
                                  .order = order,
                                  .page_size = 3,
                                  .longest = std::chrono::milliseconds{0}});
  }

  std::unique_ptr<db::Connection> db;
  api::ApiKey key;
};

void add_ids(const Found& page, std::vector<Uuid>& ids) {
  for (const auto& entry : page.entries) ids.push_back(entry.id);
}

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

BOOST_AUTO_TEST_CASE(pages_that_are_cut_lead_to_everybody_forth_and_back_in_each_order) {
  std::set<Uuid> made;
  for (int i = 0; i < 450; ++i) {
    // Their ids and their e-mails lie apart, and five of them side by side are more than a page.
    const bool is_rare = i % 220 == 110 || (i >= 300 && i < 305);
    const Uuid id = lead(std::string(1, static_cast<char>('a' + i / 20)), is_rare ? "LU" : "MT");
    if (is_rare) made.insert(id);
  }
  for (const auto order : {Order::newest, Order::oldest, Order::email, Order::email_backwards}) {
    BOOST_TEST_CONTEXT("order " << static_cast<int>(order)) {
      std::vector<Uuid> forth;
      int cut = 0;
      Found page;
      std::string after;
      do {
        page = cut_page(order, after, "");
        add_ids(page, forth);
        cut += page.is_page_cut ? 1 : 0;
        BOOST_TEST(page.has_former == !after.empty());
        after = page.next;
      } while (page.has_more);
      BOOST_TEST(cut > 2);
      BOOST_TEST(forth.size() == made.size());
      BOOST_TEST((std::set<Uuid>(forth.begin(), forth.end()) == made));
      // Back from the last page, which may be empty.
      std::vector<Uuid> back;
      add_ids(page, back);
      int steps = 0;
      for (; page.has_former && steps < 100; ++steps) {
        page = cut_page(order, "", page.former);
        std::vector<Uuid> shown;
        add_ids(page, shown);
        if (page.has_former) BOOST_TEST(page.has_more);
        if (!shown.empty() && (back.empty() || shown.front() != back.front())) {
          back.insert(back.begin(), shown.begin(), shown.end());
        }
      }
      BOOST_TEST(steps < 100);
      BOOST_TEST((back == forth));
    }
  }
}

// Without a second page, however many have come from others since.
BOOST_AUTO_TEST_CASE(those_of_a_source_are_found_among_many_of_others) {
  std::set<Uuid> leads;
  std::set<Uuid> customers;
  for (int i = 0; i < 5; ++i) {
    const auto person = test::make_person(test::new_email());
    const auto made = touch_lead(*db, person, {}, api::make_touch_origin(key)).id;
    leads.insert(made);
    const Uuid id = Uuid::make();
    static_cast<void>(insert_customer(*db, {id, person, "x", made, key.id}));
    customers.insert(id);
  }
  const Lists other;
  for (int i = 0; i < 250; ++i) {
    const auto person = test::make_person(test::new_email());
    const auto made = touch_lead(*db, person, {}, api::make_touch_origin(other.key)).id;
    static_cast<void>(insert_customer(*db, {Uuid::make(), person, "x", made, other.key.id}));
  }
  for (const auto order : {Order::newest, Order::oldest, Order::email, Order::email_backwards}) {
    for (const auto directory : {Directory::leads, Directory::customers}) {
      const Search search{.directory = directory,
                          .text = "",
                          .filter = {.source = key.source->user_id},
                          .order = order,
                          .longest = std::chrono::milliseconds{0}};
      const auto page = search_directory(*db, search);
      std::vector<Uuid> ids;
      add_ids(page, ids);
      BOOST_TEST(!page.is_page_cut);
      BOOST_TEST(!page.has_more);
      BOOST_TEST((std::set<Uuid>(ids.begin(), ids.end()) == (directory == Directory::leads ? leads : customers)));
      BOOST_TEST(ids.size() == 5U);
      BOOST_TEST(count_directory(*db, search).number == 5);
    }
  }
}

BOOST_AUTO_TEST_CASE(leads_from_before_statuses_stand_under_the_default_of_their_group) {
  const Uuid fresh = lead("n", "IS");
  const Uuid changed = lead("o", "IS");
  const Uuid old = lead("p", "IS");
  const auto statuses = list_lead_statuses(*db);
  const Uuid first = default_status(statuses, StatusGroup::fresh).id;
  const Uuid rejected = default_status(statuses, StatusGroup::rejected).id;
  db->execute("UPDATE leads SET status_id = ? WHERE id = ?", {first, fresh});
  db->execute("UPDATE leads SET status_id = ? WHERE id = ?", {rejected, changed});
  db->execute("UPDATE leads SET status_id = NULL WHERE id = ?", {old});
  const auto shown = [&](const Uuid& status, std::optional<bool> is_default_of) {
    std::vector<Uuid> ids;
    DirectoryFilter filter{.lead_status = status, .is_default_of = is_default_of, .country = "IS"};
    add_ids(search_directory(*db, {.directory = Directory::leads, .text = "", .filter = filter}), ids);
    return std::set<Uuid>(ids.begin(), ids.end());
  };
  BOOST_TEST((shown(first, false) == std::set<Uuid>{fresh, old}));
  BOOST_TEST((shown(rejected, std::nullopt) == std::set<Uuid>{changed}));
  BOOST_TEST(shown(default_status(statuses, StatusGroup::converted).id, true).empty());
  BOOST_TEST(list_entry_details(*db, Directory::leads, {old}, Extent::brief).at(old).status == statuses.front().name);
}

BOOST_AUTO_TEST_SUITE_END()
