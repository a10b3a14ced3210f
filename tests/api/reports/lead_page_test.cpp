#include "api/reports/lead_page.hpp"

#include <boost/test/unit_test.hpp>
#include <future>

#include "customers/statuses/status_history.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"
#include "support/trading_accounts.hpp"

using namespace latchkey;
using namespace latchkey::api;
using test::SharedDatabase;

namespace {

// A key with leads, which are read as if each had changed long ago.
struct Pages {
  Pages() : db(SharedDatabase::connect()), key(test::make_key(*db, "Ada")) {}

  Uuid touch(const ApiKey& by, const std::string& email,
             customers::Becoming becoming = customers::Becoming::lead) const {
    auto origin = make_touch_origin(by);
    origin.becoming = becoming;
    return db->in_transaction(
        [&](db::Transaction&) { return customers::touch_lead(*db, test::make_person(email), {}, origin).id; });
  }
  Uuid touch() const { return touch(key, test::new_email()); }
  std::vector<Uuid> touch_some(int count) const {
    std::vector<Uuid> leads;
    for (int i = 0; i < count; ++i) leads.push_back(touch());
    return leads;
  }
  LeadQuery query(const std::string& text = "") const { return std::get<LeadQuery>(parse_lead_query(*db, key, text)); }
  LeadPage read(const LeadQuery& wanted) const { return read_lead_page(*db, key, wanted, std::chrono::seconds(0)); }
  std::vector<Uuid> read_ids(const std::string& text = "") const { return ids_of(read(query(text))); }
  static std::vector<Uuid> ids_of(const LeadPage& page) {
    std::vector<Uuid> ids;
    for (const auto& row : page.leads) ids.push_back(row.uuid("id"));
    return ids;
  }
  void set_status(const Uuid& lead, const std::string& name) const {
    const auto status = customers::find_lead_status(*db, name).value();
    BOOST_TEST(customers::set_lead_status(*db, {{"cli:test", std::nullopt}, lead, status}).has_value());
  }
  // Ten thousand leads and more that have changed within 13 ms after this one, and differ in their status.
  void add_copies(const Uuid& lead) const {
    db->execute(
        R"sql(
        INSERT INTO leads (id, email, source_user_id, source_name, first_touch_id, latest_touch_id, first_api_key_id,
            metadata, created_at, updated_at, status_id)
        SELECT UNHEX(REPLACE(UUID(), '-', '')), CONCAT(n.n, '.', ?), l.source_user_id, l.source_name, l.first_touch_id,
            l.latest_touch_id, l.first_api_key_id, '{}', l.created_at, l.updated_at + INTERVAL n.n MICROSECOND,
            (SELECT id FROM lead_statuses WHERE name = 'New')
        FROM leads l
        JOIN (WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < 990),
                   twelve AS (SELECT 1 AS t UNION ALL SELECT t + 1 FROM twelve WHERE t < 12)
              SELECT n + 1000 * t AS n FROM numbers JOIN twelve) AS n
        WHERE l.id = ?)sql",
        {test::new_email(), lead});
  }
  void set_clock(const std::string& time) const { db->execute_text("SET timestamp = UNIX_TIMESTAMP('" + time + "')"); }

  // One of the server's counters of what this connection has done.
  int count(const std::string& counter) const {
    return std::stoi(db->query("SHOW SESSION STATUS LIKE '" + counter + "'").at(0).text("Value"));
  }

  std::unique_ptr<db::Connection> db;
  ApiKey key;
};

using Ids = std::vector<Uuid>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lead_page, Pages)

BOOST_AUTO_TEST_CASE(pages_follow_the_order_of_changes_and_show_a_change_again) {
  const auto leads = touch_some(5);
  auto wanted = query("limit=2");
  Ids seen;
  for (int page = 0; page < 3; ++page) {
    const auto read_page = read(wanted);
    for (const auto& id : ids_of(read_page)) seen.push_back(id);
    wanted.after = read_page.next.value();
  }
  BOOST_TEST((seen == leads));
  BOOST_TEST(read(wanted).leads.empty());
  BOOST_TEST(!read(wanted).next.has_value());
  set_status(leads.at(1), "Rejected");
  const auto again = read(wanted);
  BOOST_TEST((ids_of(again) == Ids{leads.at(1)}));
  BOOST_TEST(again.leads.at(0).text("status") == "Rejected");
  BOOST_TEST((again.next.value().lead_id == leads.at(1)));
}

BOOST_AUTO_TEST_CASE(leads_that_changed_at_the_same_moment_are_told_by_their_ids) {
  set_clock("2027-03-01 10:00:00");
  auto leads = touch_some(5);
  std::ranges::sort(leads);
  auto wanted = query("limit=2");
  Ids seen;
  for (auto page = read(wanted); page.next; page = read(wanted)) {
    for (const auto& id : ids_of(page)) seen.push_back(id);
    wanted.after = page.next;
  }
  BOOST_TEST((seen == leads));
}

BOOST_AUTO_TEST_CASE(a_change_is_told_when_it_is_five_seconds_old) {
  set_clock("2027-03-01 10:00:00");
  const Uuid lead = touch();
  set_clock("2027-03-01 10:00:04.999999");
  BOOST_TEST(read_lead_page(*db, key, query()).leads.empty());
  set_clock("2027-03-01 10:00:05");
  BOOST_TEST((ids_of(read_lead_page(*db, key, query())) == Ids{lead}));
}

BOOST_AUTO_TEST_CASE(a_page_waits_for_a_transaction_that_may_come_before_it) {
  const auto writer = SharedDatabase::connect();
  std::promise<void> touched;
  std::promise<void> may_commit;
  auto slow = std::async(std::launch::async, [&] {
    return writer->in_transaction([&](db::Transaction&) {
      const auto lead =
          customers::touch_lead(*writer, test::make_person(test::new_email()), {}, make_touch_origin(key));
      touched.set_value();
      may_commit.get_future().wait();
      return lead.id;
    });
  });
  touched.get_future().wait();
  const Uuid later = touch();
  const auto blocked = read(query());
  BOOST_TEST(blocked.leads.empty());
  BOOST_TEST(!blocked.next.has_value());
  may_commit.set_value();
  const Uuid earlier = slow.get();
  BOOST_TEST((read_ids() == Ids{earlier, later}));
}

BOOST_AUTO_TEST_CASE(own_leads_are_those_of_the_keys_user) {
  const auto other = test::make_key(*db, "Bob");
  const auto untied = test::make_key(*db);
  const std::string email = test::new_email();
  const Uuid lead = touch(untied, email);
  BOOST_TEST(read_ids().empty());
  touch(key, email);
  BOOST_TEST((read_ids() == Ids{lead}));
  // The source moves away, and the lead with it.
  touch(other, email);
  BOOST_TEST(read_ids().empty());
}

BOOST_AUTO_TEST_CASE(own_leads_of_a_key_without_a_user_are_those_that_it_has_touched_first) {
  key = test::make_key(*db);
  const auto other = test::make_key(*db);
  const std::string email = test::new_email();
  const Uuid lead = touch(key, email);
  touch(other, test::new_email());
  touch(other, email);
  BOOST_TEST((read_ids() == Ids{lead}));
  // A key that replaces it goes on with its leads.
  const Uuid first = key.id;
  key = test::make_key(*db);
  key.replaces = first;
  const Uuid second = touch();
  BOOST_TEST((read_ids() == Ids{lead, second}));
}

BOOST_AUTO_TEST_CASE(a_lead_that_the_version_before_has_made_finds_its_first_key) {
  key = test::make_key(*db);
  const Uuid lead = touch();
  const auto wanted = [&] {
    auto after = query();
    after.after = read(after).next;
    return after;
  }();
  db->execute("UPDATE leads SET first_api_key_id = NULL WHERE id = ?", {lead});
  BOOST_TEST((ids_of(read(wanted)) == Ids{lead}));
}

BOOST_AUTO_TEST_CASE(filters_leave_out_what_does_not_fit) {
  set_clock("2027-03-01 10:00:00");
  const Uuid fresh = touch();
  const Uuid customer = touch(key, test::new_email(), customers::Becoming::customer);
  set_clock("2027-03-02 10:00:00");
  const Uuid rejected = touch();
  set_status(rejected, "Rejected");
  set_clock("2027-03-03 10:00:00");
  set_status(fresh, "In progress");
  set_clock("2027-03-04 00:00:00");
  // From before there were statuses.
  const Uuid old = touch();
  db->execute("UPDATE leads SET status_id = NULL WHERE id = ?", {old});
  struct Row {
    const char* query;
    Ids leads;
  };
  for (const Row& row : {
           Row{"", {customer, rejected, fresh, old}},
           Row{"status=Rejected", {rejected}},
           Row{"status=New", {old}},
           Row{"statusGroup=inProgress", {fresh}},
           Row{"statusGroup=converted", {customer}},
           Row{"status=New&statusGroup=converted", {}},
           Row{"registrationDateTo=2027-03-01", {customer, fresh}},
           Row{"registrationDateFrom=2027-03-02&registrationDateTo=2027-03-03", {rejected}},
           Row{"registrationDateFrom=2027-03-01T10:00:00Z&registrationDateTo=2027-03-02T10:00:00Z", {customer, fresh}},
           Row{"lastModifiedDateFrom=2027-03-02&lastModifiedDateTo=2027-03-03", {rejected, fresh}},
           Row{"lastModifiedDateFrom=2027-03-02T10:00:00Z&lastModifiedDateTo=2027-03-03T10:00:00Z", {rejected}},
           Row{"lastModifiedDateFrom=2027-03-03T11:00:00%2B01:00", {fresh, old}},
           Row{"lastModifiedDateTo=2027-03-01&registrationDateTo=2027-03-01", {customer}},
           Row{"lastModifiedDateFrom=2027-03-05", {}},
           Row{"lastModifiedDateFrom=2027-03-03T10:00:00Z&lastModifiedDateTo=2027-03-03T10:00:00Z", {}},
       }) {
    BOOST_TEST_CONTEXT(row.query) {
      std::vector<std::string> got;
      std::vector<std::string> expected;
      for (const auto& id : read_ids(row.query)) got.push_back(id.text());
      for (const auto& id : row.leads) expected.push_back(id.text());
      BOOST_TEST(got == expected, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_filter_looks_at_many_leads_a_slice_at_a_time) {
  set_clock("2027-03-01 10:00:00");
  const Uuid first = touch();
  set_status(first, "Rejected");
  add_copies(first);
  set_clock("2027-03-01 10:00:01");
  const Uuid last = touch();
  set_status(last, "Rejected");
  set_clock("2027-03-01 11:00:00");
  auto wanted = query("status=Rejected");
  auto page = read(wanted);
  BOOST_TEST((ids_of(page) == Ids{first}));
  wanted.after = page.next;
  page = read(wanted);
  BOOST_TEST((ids_of(page) == Ids{last}));
  wanted.after = page.next;
  page = read(wanted);
  BOOST_TEST(page.leads.empty());
  BOOST_TEST(!page.next.has_value());
}

// 180,000 bytes in each of 100 touches would be 18 MB.
BOOST_AUTO_TEST_CASE(a_page_ends_where_its_touches_become_large) {
  const auto leads = touch_some(100);
  for (const auto& lead : leads) {
    db->execute("UPDATE touches SET metadata = CONCAT('{\"a\":\"', REPEAT('x', 180000), '\"}') WHERE lead_id = ?",
                {lead});
  }
  auto wanted = query("limit=500");
  Ids seen;
  int pages = 0;
  for (auto page = read(wanted); page.next; page = read(wanted)) {
    ++pages;
    BOOST_TEST(page.leads.size() < 25U);
    for (const auto& id : ids_of(page)) seen.push_back(id);
    wanted.after = page.next;
  }
  BOOST_TEST((seen == leads));
  BOOST_TEST(pages == 5);  // of 23 leads, and the last of eight
}

BOOST_AUTO_TEST_CASE(a_page_costs_what_it_has_however_many_leads_there_are) {
  add_copies(touch());
  const auto untied = test::make_key(*db);
  add_copies(touch(untied, test::new_email()));
  for (const auto& of : {key, untied}) {
    key = of;
    auto wanted = query("limit=10");
    wanted.after = ChangePosition{read(wanted).leads.at(5).text("updated_at"), Uuid()};
    const int sorted = count("Sort_rows");
    const int read_before = count("Handler_read_next");
    BOOST_TEST(read(wanted).leads.size() == 10U);
    BOOST_TEST(count("Sort_rows") - sorted < 10);  // the statuses
    BOOST_TEST(count("Handler_read_next") - read_before < 200);
  }
}

BOOST_AUTO_TEST_CASE(trading_accounts_stand_with_the_customer) {
  const std::string email = test::new_email();
  const Uuid lead = touch(key, email, customers::Becoming::customer);
  const auto person = test::make_person(email);
  const Uuid customer = Uuid::make();
  const std::string hash = "x";
  static_cast<void>(customers::insert_customer(*db, {customer, person, hash, lead, key.id}));
  const auto platform = test::make_platform(*db);
  db->execute(
      R"sql(
      INSERT INTO trading_accounts (id, customer_id, platform_id, group_id, account_type, currency, leverage, status,
          created_at, updated_at)
      SELECT ?, ?, g.platform_id, g.id, 'Standard', 'USD', 100, 'pending', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
      FROM platform_groups g
      WHERE g.platform_id = ?)sql",
      {Uuid::make(), customer, platform});
  const auto row = read(query()).leads.at(0);
  BOOST_TEST((row.uuid("customer_id") == customer));
  const auto accounts = nlohmann::json::parse(row.text("accounts"));
  BOOST_REQUIRE(accounts.size() == 1U);
  BOOST_TEST(accounts[0][1] == "MT5 Test");
  BOOST_TEST(accounts[0][2] == "pending");
  BOOST_TEST(accounts[0][3].is_null());
}

BOOST_AUTO_TEST_SUITE_END()
