// The lists of customers and leads: filters that live in the address, order, count, pages both ways, columns, and the
// export of what is filtered.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <regex>
#include <thread>

#include "admin/staff.hpp"
#include "api/keys/api_key_store.hpp"
#include "customers/directory/directory.hpp"
#include "customers/statuses/status_care.hpp"

using namespace latchkey;
using customers::Directory;
using customers::Order;
using test::has;
using test::Staff;

namespace {

struct Lists : test::AdminArea {
  Lists() : staff(*this, staff::Permissions::all()), key(test::make_key(db(), "Lister")) {
    for (int i = 0; i < 7; ++i) {
      auto person = test::make_person(std::string(1, static_cast<char>('g' - i)) + test::new_email());
      person.phone_country_code = i % 2 == 0 ? "CY" : "FR";
      std::this_thread::sleep_for(std::chrono::milliseconds{2});  // ids are in order from one millisecond to the next
      const auto lead = customers::touch_lead(db(), person, {}, api::make_touch_origin(key));
      leads.push_back(lead.id);
      emails.push_back(person.email);
      if (i >= 3) continue;
      const Uuid id = Uuid::make();
      static_cast<void>(customers::insert_customer(db(), {id, person, "x", lead.id, key.id}));
      members.push_back(id);
    }
  }
  [[nodiscard]] customers::DirectoryFilter mine() const { return {.source = key.source->user_id}; }
  [[nodiscard]] std::vector<Uuid> ids(Directory directory, const customers::DirectoryFilter& filter,
                                      Order order = Order::newest) const {
    std::vector<Uuid> found;
    for (const auto& entry :
         customers::search_directory(db(), {.directory = directory, .text = "", .filter = filter, .order = order})
             .entries) {
      found.push_back(entry.id);
    }
    return found;
  }
  [[nodiscard]] std::string day_of(const Uuid& customer) const {
    return customers::find_customer(db(), customer)->created_at.substr(0, 10);
  }
  [[nodiscard]] std::string query() const { return "source=" + key.source->user_id->text(); }
  Staff staff;
  api::ApiKey key;
  std::vector<Uuid> leads;  // the oldest first, their e-mails from g down to a
  std::vector<std::string> emails;
  std::vector<Uuid> members;
};

std::vector<Uuid> reversed(std::vector<Uuid> ids) {
  std::reverse(ids.begin(), ids.end());
  return ids;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(directory_list, Lists)

BOOST_AUTO_TEST_CASE(each_order_shows_everybody_once) {
  BOOST_TEST((ids(Directory::leads, mine()) == reversed(leads)));
  BOOST_TEST((ids(Directory::leads, mine(), Order::oldest) == leads));
  BOOST_TEST((ids(Directory::leads, mine(), Order::email) == reversed(leads)));
  BOOST_TEST((ids(Directory::leads, mine(), Order::email_backwards) == leads));
}

BOOST_AUTO_TEST_CASE(pages_go_forth_and_back_in_each_order) {
  for (const auto order : {Order::newest, Order::oldest, Order::email, Order::email_backwards}) {
    customers::Search search{.directory = Directory::leads, .text = "", .filter = mine(), .order = order};
    const auto all = ids(Directory::leads, mine(), order);
    search.page_size = 3;
    std::vector<Uuid> forth;
    std::vector<customers::Found> pages;
    for (bool has_more = true; has_more;) {
      pages.push_back(customers::search_directory(db(), search));
      for (const auto& entry : pages.back().entries) forth.push_back(entry.id);
      has_more = pages.back().has_more;
      search.after = pages.back().next;
    }
    BOOST_TEST((forth == all));
    BOOST_REQUIRE(pages.size() == 3U);
    BOOST_TEST(!pages[0].has_former);
    BOOST_TEST(pages[2].has_former);
    search.after.clear();
    search.before = pages[2].former;
    const auto back = customers::search_directory(db(), search);
    BOOST_TEST((back.entries.front().id == pages[1].entries.front().id));
    BOOST_TEST((back.entries.back().id == pages[1].entries.back().id));
    BOOST_TEST(back.has_former);
    BOOST_TEST(back.has_more);
    search.before = back.former;
    const auto first = customers::search_directory(db(), search);
    BOOST_TEST((first.entries.front().id == all.front()));
    BOOST_TEST(!first.has_former);
  }
}

BOOST_AUTO_TEST_CASE(each_filter_narrows_the_list_and_the_search) {
  auto filter = mine();
  filter.is_further = true;
  BOOST_TEST(ids(Directory::leads, filter).size() == 3U);
  filter.is_further = false;
  BOOST_TEST(ids(Directory::leads, filter).size() == 4U);
  filter = mine();
  filter.country = "FR";
  BOOST_TEST(ids(Directory::leads, filter).size() == 3U);
  BOOST_TEST(ids(Directory::customers, filter).size() == 1U);
  filter = mine();
  filter.api_key = key.id;
  BOOST_TEST(ids(Directory::leads, filter).size() == 7U);
  BOOST_TEST(ids(Directory::customers, filter).size() == 3U);
  const api::NewApiKey successor{.name = "Successor " + Uuid::make().text(),
                                 .expires_at = {},
                                 .user_id = {},
                                 .rights = {},
                                 .allow_list = {},
                                 .limits = {},
                                 .first_key_id = key.id};
  static_cast<void>(api::create_api_key(db(), {"test", {}}, successor));
  db().execute("UPDATE customers SET api_key_id = ? WHERE id = ?", {successor.id, members[1]});
  BOOST_TEST(ids(Directory::customers, filter).size() == 3U);
  filter.api_key = Uuid::make();
  BOOST_TEST(ids(Directory::customers, filter).empty());
  filter = mine();
  db().execute("UPDATE customers SET blocked_at = UTC_TIMESTAMP(6) WHERE id = ?", {members[0]});
  filter.is_blocked = true;
  BOOST_TEST((ids(Directory::customers, filter) == std::vector<Uuid>{members[0]}));
  filter = mine();
  db().execute("UPDATE leads SET first_deposit_at = UTC_TIMESTAMP(6) WHERE id = ?", {leads[1]});
  filter.is_further = true;
  BOOST_TEST((ids(Directory::customers, filter) == std::vector<Uuid>{members[1]}));
  filter = mine();
  const auto status = customers::find_lead_status(db(), "Rejected").value();
  customers::set_status_by_staff(db(), {"test", {}}, leads[5], status);
  filter.lead_status = status.id;
  BOOST_TEST((ids(Directory::leads, filter) == std::vector<Uuid>{leads[5]}));
  const auto found = customers::search_directory(
      db(), {.directory = Directory::leads, .text = "maria rossi example.com", .filter = filter});
  BOOST_REQUIRE(found.entries.size() == 1U);
  BOOST_TEST((found.entries.front().id == leads[5]));
  filter = mine();
  filter.from = "2099-01-01";
  BOOST_TEST(ids(Directory::leads, filter).empty());
}

BOOST_AUTO_TEST_CASE(the_page_counts_and_carries_the_filter_on) {
  const auto page = staff.get("/leads", query() + "&country=CY&col.email=1&col.country=1&col.owner=1&sort=email");
  BOOST_TEST(page.status() == 200);
  BOOST_TEST(has(page, "4 leads"));
  for (const char* text :
       {"<th scope=\"col\">Owner</th>", "<option value=\"CY\" selected>Cyprus</option>", "class=\"fold\" open"}) {
    BOOST_TEST(has(page, text), text);
  }
  BOOST_TEST(!has(page, "<th scope=\"col\">Phone</th>"));
  BOOST_TEST(has(page, "name=\"country\" value=\"CY\""));  // of the export
  BOOST_TEST(page.body().size() < 60'000U);
  for (const char* bad : {"country=QQ", "status=x", "source=x", "key=x", "further=x", "from=x"}) {
    BOOST_TEST(has(staff.get("/leads", bad), "The filter cannot be used"), bad);
  }
  BOOST_TEST(has(staff.get("/customers", query() + "&status=active"), "3 customers"));
  const auto from_to = "&from=" + day_of(members.front()) + "&to=" + day_of(members.back());
  BOOST_TEST(has(staff.get("/customers", query() + from_to), "3 customers"));
  BOOST_TEST(has(staff.get("/customers", query() + "&to=2020-01-01"), "Nobody fits the filter."));
}

BOOST_AUTO_TEST_CASE(an_export_takes_what_is_filtered) {
  const auto response =
      staff.post("/leads/export", {{"q", ""}, {"source", key.source->user_id->text()}, {"country", "FR"}});
  BOOST_TEST(response.status() == 200);
  std::string text = response.body();
  response.rest()([&](const std::string& part) {
    text += part;
    return true;
  });
  BOOST_TEST(std::ranges::count(text, '\n') == 4);
  const auto logged =
      db().query("SELECT after_change FROM audit_log WHERE action = 'lead.export' AND actor = ?", {staff.email()});
  BOOST_REQUIRE(logged.size() == 1U);
  BOOST_TEST(logged.front().text("after_change").find("\"country\":\"FR\"") != std::string::npos);
  BOOST_TEST(staff.post("/leads/export", {{"country", "QQ"}}).status() == 422);
}

BOOST_AUTO_TEST_CASE(what_is_rare_is_found_though_many_stand_before_it) {
  auto filter = mine();
  filter.country = "FR";
  const auto other = test::make_key(db(), "Crowd");
  for (int i = 0; i < 250; ++i) {
    static_cast<void>(
        customers::touch_lead(db(), test::make_person(test::new_email()), {}, api::make_touch_origin(other)));
  }
  BOOST_TEST(ids(Directory::leads, filter).size() == 3U);
  const auto count = customers::count_directory(db(), {.directory = Directory::leads, .text = "", .filter = filter});
  BOOST_TEST(count.number == 3);
  BOOST_TEST((count.kind == customers::Count::Kind::exact));
}

BOOST_AUTO_TEST_SUITE_END()
