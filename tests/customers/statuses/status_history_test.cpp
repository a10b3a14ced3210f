#include "customers/statuses/status_history.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "customers/statuses/status_care.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::customers;
using test::SharedDatabase;

namespace {

struct Statuses {
  Statuses() : db(SharedDatabase::connect()), key(test::make_key(*db)), email(test::new_email()) {}

  Uuid touch(Becoming becoming) const {
    auto origin = api::make_touch_origin(key);
    origin.becoming = becoming;
    return db->in_transaction(
        [&](db::Transaction&) { return touch_lead(*db, test::make_person(email), {}, origin).id; });
  }
  std::string status_of(const Uuid& lead) const {
    return find_status_of(*db, lead, list_lead_statuses(*db)).value().name;
  }
  std::optional<StatusChange> set(const Uuid& lead, const std::string& name) const {
    return set_lead_status(*db, {{"cli:test", std::nullopt}, lead, find_lead_status(*db, name).value()});
  }
  std::string modified_at(const Uuid& lead) const {
    return db->query("SELECT updated_at FROM leads WHERE id = ?", {lead}).at(0).text("updated_at");
  }

  std::unique_ptr<db::Connection> db;
  api::ApiKey key;
  std::string email;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(status_history, Statuses)

BOOST_AUTO_TEST_CASE(a_new_lead_is_new_and_one_who_becomes_a_customer_is_converted) {
  const Uuid lead = touch(Becoming::lead);
  BOOST_TEST(status_of(lead) == "New");
  touch(Becoming::lead);
  BOOST_TEST(status_of(lead) == "New");
  BOOST_TEST(list_status_changes(*db, lead, 10).empty());
  touch(Becoming::customer);
  BOOST_TEST(status_of(lead) == "Converted");
  const auto changes = list_status_changes(*db, lead, 10);
  BOOST_REQUIRE(changes.size() == 1U);
  BOOST_TEST(changes.at(0).actor == "api key Key");
  BOOST_TEST(changes.at(0).from_status == "New");
  BOOST_TEST(changes.at(0).to_status == "Converted");
  email = test::new_email();
  BOOST_TEST(status_of(touch(Becoming::customer)) == "Converted");
}

BOOST_AUTO_TEST_CASE(what_a_person_has_set_stays_when_the_lead_becomes_a_customer) {
  const Uuid lead = touch(Becoming::lead);
  BOOST_TEST(set(lead, "In progress").has_value());
  touch(Becoming::customer);
  BOOST_TEST(status_of(lead) == "In progress");
  BOOST_TEST(list_status_changes(*db, lead, 10).size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_same_status_again_is_a_persons_word_but_no_change) {
  const Uuid lead = touch(Becoming::lead);
  const auto before = modified_at(lead);
  BOOST_TEST(set(lead, "New").has_value());
  BOOST_TEST(modified_at(lead) == before);
  BOOST_TEST(list_status_changes(*db, lead, 10).empty());
  touch(Becoming::customer);
  BOOST_TEST(status_of(lead) == "New");
}

BOOST_AUTO_TEST_CASE(a_change_moves_the_time_of_the_last_change_and_the_newest_stands_first) {
  const Uuid lead = touch(Becoming::lead);
  const auto before = modified_at(lead);
  BOOST_TEST(set(lead, "Rejected").has_value());
  BOOST_TEST(modified_at(lead) > before);
  BOOST_TEST(set(lead, "Invalid").value().before.name == "Rejected");
  BOOST_TEST(list_status_changes(*db, lead, 10).front().to_status == "Invalid");
  BOOST_TEST(list_status_changes(*db, lead, 1).size() == 1U);
  BOOST_TEST(!set(Uuid::make(), "Invalid").has_value());
}

BOOST_AUTO_TEST_CASE(a_lead_from_before_has_the_status_of_what_it_is) {
  const Uuid lead = touch(Becoming::lead);
  db->execute("UPDATE leads SET status_id = NULL WHERE id = ?", {lead});
  BOOST_TEST(status_of(lead) == "New");
  const std::string hash = "x";
  const auto person = test::make_person(email);
  static_cast<void>(insert_customer(*db, {Uuid::make(), person, hash, lead, key.id}));
  BOOST_TEST(status_of(lead) == "Converted");
}

BOOST_AUTO_TEST_CASE(the_activity_log_tells_what_staff_have_set) {
  const Uuid lead = touch(Becoming::lead);
  const audit::Actor ada{"ada@example.com", "192.0.2.1"};
  BOOST_TEST(set_status_by_staff(*db, ada, lead, find_lead_status(*db, "Rejected").value()));
  BOOST_TEST(set_status_by_staff(*db, ada, lead, find_lead_status(*db, "Rejected").value()));
  BOOST_TEST(db->query("SELECT id FROM audit_log WHERE subject_id = ? AND action = 'lead.status'", {lead}).size() ==
             1U);
  BOOST_TEST(!set_status_by_staff(*db, ada, Uuid::make(), find_lead_status(*db, "Rejected").value()));
}

BOOST_AUTO_TEST_SUITE_END()
