#include "customers/privacy/erase_person.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "customers/directory/directory.hpp"
#include "customers/leads/lead_record.hpp"
#include "customers/privacy/erased_people.hpp"
#include "customers/privacy/export_person.hpp"
#include "customers/privacy/somebody.hpp"
#include "customers/search/person_index.hpp"

using namespace latchkey;
using namespace latchkey::customers;
using nlohmann::json;
using test::eraser;
using test::Somebody;

namespace {

// `table.column` of every column of the whole schema that holds one of these texts, in any case.
std::string find_traces(db::Connection& db, const std::vector<std::string>& texts) {
  std::string found;
  for (const auto& row : db.query(
           R"sql(
           SELECT c.table_name AS table_name, c.column_name AS column_name
           FROM information_schema.columns c
           WHERE c.table_schema = DATABASE()
             AND c.data_type IN ('varchar', 'char', 'text', 'longtext', 'varbinary', 'binary')
           ORDER BY c.table_name, c.column_name)sql")) {
    const std::string table = row.text("table_name");
    const std::string column = row.text("column_name");
    for (const auto& text : texts) {
      const auto rows = db.query("SELECT COUNT(*) AS count FROM `" + table +
                                     "` WHERE LOCATE(CAST(? AS BINARY), CAST(`" + column + "` AS BINARY)) > 0",
                                 {text});
      if (rows.at(0).integer("count") > 0) found += table + "." + column + " ";
    }
  }
  return found;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(erasing, Somebody)

BOOST_AUTO_TEST_CASE(the_whole_schema_holds_no_trace_afterwards) {
  const auto preview = preview_erasing(*db, find_data_subject(*db, lead).value());
  for (const auto& table : personal_tables()) {
    if (!table.is_erasable()) continue;
    BOOST_TEST(std::ranges::any_of(preview, [&](const StoredRows& rows) { return rows.table.name == table.name; }),
               "nobody has tried " << table.name);
  }
  for (const auto& text : texts()) BOOST_TEST(!find_traces(*db, {text}).empty(), text);
  BOOST_REQUIRE((erase() == EraseOutcome::erased));
  BOOST_TEST(find_traces(*db, texts()) == "");
}

BOOST_AUTO_TEST_CASE(ids_dates_source_amounts_and_logins_stay) {
  const auto before = db->query(
      R"sql(
      SELECT l.created_at, l.source_name, l.first_touch_id, c.created_at AS converted_at, c.phone_country_code,
          (SELECT COUNT(*) FROM touches t WHERE t.lead_id = l.id) AS touches,
          (SELECT d.amount FROM deposits d WHERE d.customer_id = c.id) AS amount
      FROM leads l
      JOIN customers c ON c.lead_id = l.id
      WHERE l.id = ?)sql",
      {lead});
  BOOST_REQUIRE((erase() == EraseOutcome::erased));
  const auto after = db->query(
      R"sql(
      SELECT l.created_at, l.source_name, l.first_touch_id, c.created_at AS converted_at, c.phone_country_code,
          (SELECT COUNT(*) FROM touches t WHERE t.lead_id = l.id) AS touches,
          (SELECT d.amount FROM deposits d WHERE d.customer_id = c.id) AS amount
      FROM leads l
      JOIN customers c ON c.email = l.email
      WHERE l.id = ?)sql",
      {lead});
  for (const char* column :
       {"created_at", "source_name", "first_touch_id", "converted_at", "phone_country_code", "touches", "amount"}) {
    BOOST_TEST((after.at(0).optional_text(column) == before.at(0).optional_text(column)), column);
  }
  BOOST_TEST(list_erased_people(*db).contains(lead));
}

BOOST_AUTO_TEST_CASE(nobody_finds_the_person_and_the_email_is_free) {
  BOOST_REQUIRE((erase() == EraseOutcome::erased));
  BOOST_TEST(!find_customer(*db, customer));
  BOOST_TEST(!find_customer_by_id_or_email(*db, customer.text()));
  BOOST_TEST(!find_customer_by_id_or_email(*db, email));
  BOOST_TEST(!find_lead_by_id_or_email(*db, lead.text()));
  for (const auto directory : {Directory::customers, Directory::leads}) {
    for (const std::string& text : {std::string(), lead.text(), customer.text(), last_name}) {
      for (const auto& entry : search_directory(*db, {.directory = directory, .text = text}).entries) {
        BOOST_TEST((entry.id != lead && entry.id != customer), text);
      }
    }
  }
  for_each_customer(*db, [&](const Customer& one) { BOOST_TEST((one.id != customer)); });
  const Uuid again = test::make_customer(*db, email);
  BOOST_TEST((find_customer(*db, again).value().lead_id != lead));
}

BOOST_AUTO_TEST_CASE(sessions_and_links_end_and_the_call_is_not_repeated) {
  BOOST_REQUIRE((erase() == EraseOutcome::erased));
  const auto open = db->query(
      R"sql(
      SELECT (SELECT COUNT(*) FROM sessions WHERE customer_id = ? AND ended_at IS NULL)
          + (SELECT COUNT(*) FROM login_tokens WHERE customer_id = ? AND used_at IS NULL AND revoked_at IS NULL)
          + (SELECT COUNT(*) FROM deliveries WHERE lead_id = ? AND state = 'waiting') AS count)sql",
      {customer, customer, lead});
  BOOST_TEST(open.at(0).integer("count") == 0);
  const auto claimed = api::IdempotencyClaim::make(*db, request(), key, body());
  BOOST_TEST((std::get<api::IdempotencyProblem>(claimed) == api::IdempotencyProblem::erased));
}

BOOST_AUTO_TEST_CASE(it_may_be_repeated_and_the_index_stays_empty) {
  BOOST_REQUIRE((erase() == EraseOutcome::erased));
  BOOST_TEST((erase() == EraseOutcome::erased));
  index_person(*db, lead);
  static_cast<void>(fill_search(*db, FillFrom::beginning, [](std::uint64_t) {}));
  BOOST_TEST(db->query("SELECT 1 FROM search_words WHERE person_id = ?", {lead}).empty());
}

BOOST_AUTO_TEST_CASE(an_open_account_hinders_it_unless_told) {
  const crypto::SecretBox box(key_file);
  static_cast<void>(test::make_account(*db, box, customer, "created"));
  BOOST_TEST((erase() == EraseOutcome::has_open_accounts));
  BOOST_TEST(find_customer(*db, customer).has_value());
  auto told = order();
  told.accounts = OpenAccounts::stay;
  const auto coming = test::make_account(*db, box, customer, "sending");
  BOOST_TEST((erase_person(*db, told) == EraseOutcome::has_accounts_coming));
  test::finish_account(*db, coming);
  BOOST_TEST((erase_person(*db, told) == EraseOutcome::erased));
  BOOST_TEST(
      db->query("SELECT 1 FROM trading_accounts WHERE customer_id = ? AND login IS NOT NULL", {customer}).size() == 2U);
}

// A restored back-up may bring back one that was on its way.
BOOST_AUTO_TEST_CASE(an_account_that_a_restore_brings_back_is_asked_for_by_nobody) {
  const auto coming = test::make_account(*db, crypto::SecretBox(key_file), customer, "unclear");
  auto again = order();
  again.accounts = OpenAccounts::ignore;
  BOOST_TEST((erase_person(*db, again) == EraseOutcome::erased));
  BOOST_TEST(db->query("SELECT status FROM trading_accounts WHERE id = ?", {coming.id}).at(0).text("status") ==
             "manual");
}

BOOST_AUTO_TEST_CASE(new_passwords_that_are_on_their_way_are_forgotten) {
  const auto account = test::make_account(*db, crypto::SecretBox(key_file), customer, "created");
  renew(account.id);
  auto told = order();
  told.accounts = OpenAccounts::stay;
  BOOST_TEST((erase_person(*db, told) == EraseOutcome::erased));
  const auto row =
      db->query("SELECT state, main_password, investor_password FROM account_renewals WHERE account_id = ?",
                {account.id})
          .at(0);
  BOOST_TEST(row.text("state") == "failed");
  BOOST_TEST(row.is_null("main_password"));
  BOOST_TEST(row.is_null("investor_password"));
}

// Somebody else may have the same name, or one of which it is a part.
BOOST_AUTO_TEST_CASE(searches_for_others_are_neither_told_nor_erased) {
  db->execute("UPDATE customers SET last_name = 'Ma' WHERE id = ?", {customer});
  db->execute("UPDATE leads SET last_name = 'Ma' WHERE id = ?", {lead});
  const auto search = [&](const std::string& text) {
    audit::record_change(*db, eraser, {"lead.export", "list", std::nullopt, nullptr, {{"search", text}}});
  };
  const std::string other = test::new_email();
  search("maria " + other);
  search("Yo Ma");
  const std::string exported = export_person(*db, eraser, find_data_subject(*db, lead).value()).dump();
  BOOST_TEST(exported.find(other) == std::string::npos);
  BOOST_TEST(exported.find("Yo Ma") == std::string::npos);
  BOOST_TEST((erase() == EraseOutcome::erased));
  const auto count = [&](const std::string& text) {
    return db->query("SELECT 1 FROM audit_log WHERE LOCATE(?, after_change) > 0", {text}).size();
  };
  BOOST_TEST(count(other) == 1U);
  BOOST_TEST(count("Yo Ma") == 0U);
}

BOOST_AUTO_TEST_CASE(a_lead_who_is_a_customer_is_not_erased_as_a_lead) {
  auto as_lead = order();
  as_lead.whom = Whom::lead;
  BOOST_TEST((erase_person(*db, as_lead) == EraseOutcome::is_customer));
  const auto other = touch_lead(*db, test::make_person(test::new_email()), {}, api::make_touch_origin(key));
  BOOST_TEST((erase_person(*db, {.actor = eraser, .lead_id = other.id, .whom = Whom::customer}) ==
              EraseOutcome::is_no_customer));
  BOOST_TEST((erase_person(*db, {.actor = eraser, .lead_id = other.id, .whom = Whom::lead}) == EraseOutcome::erased));
  BOOST_TEST((erase_person(*db, {.actor = eraser, .lead_id = Uuid::make(), .whom = Whom::anybody}) ==
              EraseOutcome::not_found));
}

BOOST_AUTO_TEST_CASE(nothing_is_erased_when_the_id_cannot_be_noted) {
  auto order_with_note = order();
  order_with_note.note = [](const Uuid&) { throw std::runtime_error("the disk is full"); };
  BOOST_CHECK_THROW(static_cast<void>(erase_person(*db, order_with_note)), std::runtime_error);
  BOOST_TEST(find_customer(*db, customer).value().email == email);
  BOOST_TEST(!list_erased_people(*db).contains(lead));
  std::vector<Uuid> noted;
  order_with_note.note = [&](const Uuid& id) { noted.push_back(id); };
  BOOST_TEST((erase_person(*db, order_with_note) == EraseOutcome::erased));
  BOOST_TEST((noted == std::vector<Uuid>{lead}));
}

BOOST_AUTO_TEST_CASE(an_export_has_everything_and_no_secret) {
  const json exported = export_person(*db, eraser, find_data_subject(*db, lead).value());
  const std::string text = exported.dump();
  for (const auto& wanted : {email, first_name, last_name, phone, address, return_page, metadata, utm, reference}) {
    BOOST_TEST(text.find(wanted) != std::string::npos, wanted);
  }
  BOOST_TEST(text.find(secret) == std::string::npos);
  BOOST_TEST(text.find("hash") == std::string::npos);
  BOOST_TEST(exported["person"]["customerId"] == customer.text());
  const json& stored = exported["data"]["customers"][0];
  BOOST_TEST(stored["firstName"] == first_name);
  BOOST_TEST(stored["createdAt"].get<std::string>().ends_with("Z"));
  BOOST_TEST(exported["data"]["touches"][0]["metadata"]["click"] == metadata);
  BOOST_TEST(exported["data"]["sessions"][0]["showsStatusPopup"] == true);
  const auto logged = db->query(
      "SELECT after_change FROM audit_log WHERE action = 'customer.personal_data' AND subject_id = ?", {customer});
  BOOST_REQUIRE(logged.size() == 1U);
  BOOST_TEST(logged.front().is_null("after_change"));
}

BOOST_AUTO_TEST_SUITE_END()
