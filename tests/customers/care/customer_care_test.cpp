// What staff change of a person, and what they write down.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "customers/care/customer_change.hpp"
#include "customers/care/lead_owner.hpp"
#include "customers/care/person_notes.hpp"
#include "customers/privacy/erase_person.hpp"
#include "customers/privacy/export_person.hpp"
#include "customers/search/person_index.hpp"
#include "customers/search/word_store.hpp"
#include "customers/search/words.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using customers::Customer;
using customers::CustomerChange;

namespace {

struct Care {
  Care() : id(test::make_customer(*db, email)) {}
  [[nodiscard]] Customer customer() const { return customers::find_customer(*db, id).value(); }
  [[nodiscard]] db::Row lead() const {
    return db
        ->query("SELECT first_name, last_name, phone, phone_country_code, language, updated_at FROM leads WHERE id = ?",
                {customer().lead_id})
        .at(0);
  }

  std::unique_ptr<db::Connection> db = test::SharedDatabase::connect();
  audit::Actor actor{"ada@broker.example", "192.0.2.1"};
  std::string email = test::new_email();
  Uuid id;
};

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(customer_care, Care)

BOOST_AUTO_TEST_CASE(a_change_is_found_logged_and_taken_over_by_the_lead) {
  const auto before = customer();
  auto after = before;
  after.first_name = "Mariella";
  after.phone = "+390612345678";
  after.phone_country_code = "IT";
  after.language = "it";
  const auto was = lead().text("updated_at");
  BOOST_TEST((customers::change_customer(*db, actor, before, after) == CustomerChange::done));
  BOOST_TEST(customer().first_name == "Mariella");
  BOOST_TEST(customer().language.value() == "it");
  BOOST_TEST(lead().text("first_name") == "Mariella");
  BOOST_TEST(lead().text("phone") == "+390612345678");
  BOOST_TEST(lead().text("phone_country_code") == "IT");
  BOOST_TEST(lead().text("language") == "it");
  BOOST_TEST(lead().text("updated_at") > was);
  const auto words = customers::find_words(*db, before.lead_id);
  for (const auto& word : customers::words_of_name("Mariella", "Rossi")) BOOST_TEST(contains(words, word), word);
  BOOST_TEST(contains(words, "390612345678"));
  BOOST_TEST(!contains(words, "35799123456"));
  const auto logged =
      db->query("SELECT actor, after_change FROM audit_log WHERE subject_id = ? AND action = 'customer.change'", {id});
  BOOST_REQUIRE(logged.size() == 1U);
  BOOST_TEST(logged.front().text("actor") == actor.name);
}

BOOST_AUTO_TEST_CASE(what_the_lead_says_otherwise_stays) {
  db->execute("UPDATE leads SET first_name = 'maria', phone = '+35799000000' WHERE id = ?", {customer().lead_id});
  const auto before = customer();
  auto after = before;
  after.first_name = "Mary";
  after.last_name = "Ross";
  after.phone = "+35799111111";
  BOOST_TEST((customers::change_customer(*db, actor, before, after) == CustomerChange::done));
  BOOST_TEST(lead().text("first_name") == "maria");  // another case is another name
  BOOST_TEST(lead().text("last_name") == "Ross");
  BOOST_TEST(lead().text("phone") == "+35799000000");
}

BOOST_AUTO_TEST_CASE(a_customer_who_is_another_by_now_stays) {
  const auto before = customer();
  auto after = before;
  after.first_name = "Mary";
  for (const char* change : {"first_name = 'MARIA'", "phone = '+35799222222'", "language = 'de'"}) {
    BOOST_TEST_CONTEXT(change) {
      db->execute_text("UPDATE customers SET " + std::string(change) + " WHERE email = '" + email + "'");
      BOOST_TEST((customers::change_customer(*db, actor, before, after) == CustomerChange::changed_meanwhile));
      BOOST_TEST(customer().first_name != "Mary");
      BOOST_TEST(lead().text("first_name") == "Maria");  // all or nothing
      db->execute("UPDATE customers SET first_name = 'Maria', phone = '+35799123456', language = NULL WHERE id = ?",
                  {id});
    }
  }
  BOOST_TEST((customers::change_customer(*db, actor, before, before) == CustomerChange::done));
}

BOOST_AUTO_TEST_CASE(notes_are_the_persons_and_go_with_the_person) {
  const Uuid lead_id = customer().lead_id;
  BOOST_TEST(customers::add_person_note(*db, actor, lead_id, "called, wants\ngold"));
  BOOST_TEST(customers::add_person_note(*db, {"bob@broker.example", {}}, lead_id, "second"));
  auto notes = customers::list_person_notes(*db, {lead_id, 50});
  BOOST_REQUIRE(notes.size() == 2U);
  BOOST_TEST(notes[0].text == "second");
  BOOST_TEST(notes[1].actor == actor.name);
  BOOST_TEST(customers::list_person_notes(*db, {lead_id, 1}).size() == 1U);
  BOOST_TEST(!customers::remove_person_note(*db, actor, Uuid::make(), notes[0].id));  // of another person
  BOOST_TEST(customers::remove_person_note(*db, actor, lead_id, notes[0].id));
  BOOST_TEST(!customers::remove_person_note(*db, actor, lead_id, notes[0].id));
  const auto logged =
      db->query("SELECT after_change FROM audit_log WHERE subject_id = ? AND action = 'lead.note'", {lead_id});
  BOOST_TEST(logged.size() == 3U);
  for (const auto& row : logged) BOOST_TEST(row.text("after_change").find("gold") == std::string::npos);
  const auto subject = customers::find_data_subject(*db, lead_id).value();
  const auto everything = customers::export_person(*db, actor, subject).dump();
  BOOST_TEST(everything.find("wants\\ngold") != std::string::npos);
  BOOST_TEST(everything.find(actor.name) == std::string::npos);
  BOOST_TEST((customers::erase_person(*db, {.actor = actor, .lead_id = lead_id, .whom = customers::Whom::customer}) ==
              customers::EraseOutcome::erased));
  BOOST_TEST(db->query("SELECT 1 FROM person_notes WHERE lead_id = ?", {lead_id}).empty());
  BOOST_TEST(!customers::add_person_note(*db, actor, lead_id, "too late"));
  BOOST_TEST(!customers::add_person_note(*db, actor, Uuid::make(), "nobody"));
}

BOOST_AUTO_TEST_CASE(an_owner_is_set_and_taken_away) {
  const Uuid lead_id = customer().lead_id;
  const Uuid user = Uuid::make();
  db->execute(
      "INSERT INTO users (id, email, first_name, last_name, created_at) VALUES (?, ?, 'Otto', 'Owner', "
      "UTC_TIMESTAMP(6))",
      {user, user.text()});
  const customers::LeadOwner owner{user, "Otto Owner", user.text()};
  const auto was = lead().text("updated_at");
  BOOST_TEST(!customers::find_lead_owner(*db, lead_id));
  BOOST_TEST(customers::set_lead_owner(*db, actor, lead_id, owner));
  BOOST_TEST(customers::set_lead_owner(*db, actor, lead_id, owner));  // again
  BOOST_TEST(customers::find_lead_owner(*db, lead_id)->name == "Otto Owner");
  BOOST_TEST(lead().text("updated_at") == was);
  BOOST_TEST(customers::set_lead_owner(*db, actor, lead_id, std::nullopt));
  BOOST_TEST(!customers::find_lead_owner(*db, lead_id));
  BOOST_TEST(!customers::set_lead_owner(*db, actor, Uuid::make(), owner));
  const auto logged = db->query("SELECT 1 FROM audit_log WHERE subject_id = ? AND action = 'lead.owner'", {lead_id});
  BOOST_TEST(logged.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
