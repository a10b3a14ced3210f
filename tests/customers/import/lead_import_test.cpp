#include "customers/import/lead_import.hpp"

#include <boost/test/unit_test.hpp>

#include "customers/import/foresight.hpp"
#include "customers/leads/lead_record.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::customers;
using nlohmann::json;
using test::SharedDatabase;

namespace {

const audit::Actor actor{"cli:test", std::nullopt};

struct Imports {
  Imports() : db(SharedDatabase::connect()), email(test::new_email()), other(test::new_email()) {}

  struct Done {
    ImportPlan plan;
    ImportCounts counts;
  };

  Done take_in(const std::string& text, const std::optional<Source>& source = std::nullopt) {
    const auto file = std::get<LeadFile>(LeadFile::open(text, {}));
    const ImportOrder order{"leads.csv", file, source};
    Done done{plan_import(*db, order), {}};
    BOOST_TEST(!done.plan.problem.has_value());
    done.counts = carry_out(*db, actor, order, done.plan, {[] {}, [](const ImportCounts&) {}});
    return done;
  }

  // Everything by which an import could be told from no import.
  std::string snapshot() {
    std::string text;
    for (const auto* sql :
         {"SELECT CONCAT_WS('|', COUNT(*), MAX(updated_at), SUM(LENGTH(metadata))) FROM leads",
          "SELECT COUNT(*) FROM touches", "SELECT COUNT(*) FROM search_words", "SELECT COUNT(*) FROM audit_log",
          "SELECT COUNT(*) FROM deliveries", "SELECT COUNT(*) FROM lead_status_changes"}) {
      text += db->query(sql).at(0).only_value().value_or("") + "\n";
    }
    return text;
  }

  // A lead as it is stored, without what is another for each.
  std::string stored(const std::string& of) {
    std::string text;
    const auto leads = db->query(
        "SELECT id, CONCAT_WS('|', first_name, last_name, phone, phone_country_code, nationality_country_code, "
        "language, source_name, metadata, HEX(status_id)) AS fields FROM leads WHERE email = ?",
        {of});
    text += leads.at(0).text("fields") + "\n";
    for (const auto& row : db->query("SELECT CONCAT_WS('|', utm_details, metadata, source_name) AS fields FROM touches "
                                     "WHERE lead_id = ? ORDER BY id",
                                     {leads.at(0).uuid("id")})) {
      text += row.text("fields") + "\n";
    }
    for (const auto& row :
         db->query("SELECT word FROM search_words WHERE person_id = ? ORDER BY word", {leads.at(0).uuid("id")})) {
      if (of.find(row.text("word")) == std::string::npos) text += row.text("word") + " ";
    }
    return text;
  }

  void expect_counts(const ImportCounts& counts, const std::string& expected) {
    const auto text = std::to_string(counts.created) + " " + std::to_string(counts.matched) + " " +
                      std::to_string(counts.unchanged) + " " + std::to_string(counts.wrong);
    BOOST_TEST(text == expected);
  }

  std::unique_ptr<db::Connection> db;
  std::string email;
  std::string other;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lead_import, Imports)

BOOST_AUTO_TEST_CASE(the_same_file_twice_changes_nothing) {
  const std::string text = "email,firstName,phone,phoneCountryCode,utm_source,metadata.plan\n" + email +
                           ",Maria,+35799123456,CY,ads,gold\n" + other + ",,,,,\n" + email + ",Anna,,,mails,silver\n" +
                           test::new_email() + ",,,GR,,\"quote \"\" \\ \xF0\x9F\x98\x80\"\n";
  const auto first = take_in(text);
  expect_counts(first.counts, "3 1 0 0");
  expect_counts(first.plan.counts, "3 1 0 0");
  const auto before = snapshot();
  const auto second = take_in(text);
  expect_counts(second.counts, "0 0 4 0");
  expect_counts(second.plan.counts, "0 0 4 0");
  BOOST_TEST(snapshot() == before);
}

BOOST_AUTO_TEST_CASE(a_row_is_stored_as_the_api_stores_a_call) {
  const std::string fields = ",\u0141ukasz,Rossi,+35799123456,CY,IT,pt-BR,\"ads \"\"\\\u00e9\",gold\n";
  take_in("email,firstName,lastName,phone,phoneCountryCode,nationalityCountryCode,language,utm_source,metadata.plan\n" +
          email + fields);
  auto person = test::make_person(other);
  person.first_name = "\u0141ukasz";
  person.language = "pt-BR";
  auto key = test::make_key(*db);
  db->in_transaction([&](db::Transaction&) {
    static_cast<void>(
        touch_lead(*db, person, {{{"utm_source", "ads \"\\\u00e9"}}, {{"plan", "gold"}}}, api::make_touch_origin(key)));
  });
  BOOST_TEST(stored(email) == stored(other));
  BOOST_TEST(find_lead_by_id_or_email(*db, email)->first_touch->api_key_name == import_origin);
}

BOOST_AUTO_TEST_CASE(a_lead_that_is_there_gets_what_it_lacks_and_a_touch) {
  take_in("email,firstName\n" + email + ",Maria\n");
  expect_counts(take_in("email,firstName\n" + email + ",Anna\n").counts, "0 0 1 0");
  expect_counts(take_in("email,firstName,lastName\n" + email + ",Anna,Rossi\n").counts, "0 1 0 0");
  expect_counts(take_in("email,utm_source\n" + email + ",ads\n").counts, "0 1 0 0");
  expect_counts(take_in("email,utm_source,metadata.a\n" + email + ",ads,1\n").counts, "0 1 0 0");
  expect_counts(take_in("email,metadata.a\n" + email + ",1\n").counts, "0 0 1 0");
  const auto lead = find_lead_by_id_or_email(*db, email).value();
  BOOST_TEST(lead.first_name.value() == "Maria");
  BOOST_TEST(lead.last_name.value() == "Rossi");
  BOOST_TEST(list_touches(*db, lead.id, std::nullopt, 50).touches.size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_source_is_given_once) {
  const auto source = test::make_key(*db, "Partner").source;
  const auto text = "email\n" + email + "\n";
  take_in(text);
  expect_counts(take_in(text, source).counts, "0 1 0 0");
  expect_counts(take_in(text, source).counts, "0 0 1 0");
  BOOST_TEST(find_lead_by_id_or_email(*db, email)->source_name.value() == "Partner One");
}

BOOST_AUTO_TEST_CASE(wrong_rows_are_left_out_and_counted) {
  const auto done = take_in("email,phone\nnobody,\n" + email + ",123\n" + other + ",\n");
  expect_counts(done.counts, "1 0 0 2");
  BOOST_TEST(done.plan.errors.size() == 2U);
  const auto wrong_file = std::get<LeadFile>(LeadFile::open("email\nx\ny\n", {}));
  const auto brief = plan_import(*db, {.name = "x", .file = wrong_file, .source = {}, .listed_errors = 1});
  BOOST_TEST(brief.errors.size() == 1U);
  BOOST_TEST(brief.counts.wrong == 2U);
  BOOST_TEST(!find_lead_by_id_or_email(*db, email).has_value());
}

BOOST_AUTO_TEST_CASE(a_plan_writes_nothing_and_warns_as_the_api) {
  take_in("email,phone\n" + email + ",+35799777666\n");
  const auto before = snapshot();
  const auto text = "email,phone\n" + other + ",+35799777666\n";
  const auto file = std::get<LeadFile>(LeadFile::open(text, {}));
  const auto plan = plan_import(*db, {"x.csv", file, std::nullopt});
  BOOST_TEST(snapshot() == before);
  BOOST_TEST(plan.warned.at("phone_known") == 1U);
  BOOST_TEST(plan.warnings.at(0).column == "phone");
  BOOST_TEST(plan.warnings.at(0).line == 2U);
}

BOOST_AUTO_TEST_CASE(the_log_has_one_entry_with_the_file_and_the_counts) {
  const auto entries = [&] {
    return db->query("SELECT after_change FROM audit_log WHERE action = 'lead.import' ORDER BY id");
  };
  const auto before = entries().size();
  std::string text = "email\n";
  for (int i = 0; i < 250; ++i) text += test::new_email() + "\n";
  take_in(text);
  const auto rows = entries();
  BOOST_REQUIRE(rows.size() == before + 1);
  const auto entry = json::parse(rows.back().text("after_change"));
  BOOST_TEST(entry["file"] == "leads.csv");
  BOOST_TEST(entry["created"] == 250);
}

BOOST_AUTO_TEST_CASE(a_file_that_breaks_off_has_no_plan_to_carry_out) {
  const auto text = "email\n" + email + "\n\"" + other + "\n";
  const auto file = std::get<LeadFile>(LeadFile::open(text, {}));
  const auto plan = plan_import(*db, {"x.csv", file, std::nullopt});
  BOOST_TEST(plan.problem.value().line == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
