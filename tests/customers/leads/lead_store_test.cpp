#include "customers/leads/lead_store.hpp"

#include <boost/test/unit_test.hpp>

#include "customers/leads/lead_record.hpp"
#include "support/people.hpp"
#include "support/run_together.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::api;
using namespace latchkey::customers;
using nlohmann::json;
using test::SharedDatabase;

namespace {

struct Leads {
  Leads() : db(SharedDatabase::connect()), email(test::new_email()) {}
  TouchedLead touch(const Person& person, const ApiKey& key, const json& utm = json::object(),
                    const json& metadata = json::object()) {
    return db->in_transaction([&](db::Transaction&) {
      return touch_lead(*db, person, {utm, metadata}, make_touch_origin(key));
    });
  }
  Lead lead() { return find_lead_by_id_or_email(*db, email).value(); }
  std::vector<Touch> touches() {  // the newest first
    return list_touches(*db, lead().id, std::nullopt, 50).touches;
  }
  std::unique_ptr<db::Connection> db;
  std::string email;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lead_store, Leads)

BOOST_AUTO_TEST_CASE(the_first_touch_never_changes_and_the_latest_is_the_last) {
  const auto key = test::make_key(*db, "Partner");
  const auto first = touch(test::make_person(email), key, {{"utm_source", "a"}});
  const auto second = touch(test::make_person(email), key, {{"utm_source", "b"}});
  BOOST_TEST((first.outcome == LeadOutcome::created));
  BOOST_TEST((second.outcome == LeadOutcome::matched));
  BOOST_TEST((first.id == second.id));
  BOOST_TEST(lead().first_touch.value().marketing.utm_details["utm_source"] == "a");
  BOOST_TEST(touches().size() == 2U);
  const auto latest = db->query(
      "SELECT t.utm_details FROM leads l JOIN touches t ON t.id = l.latest_touch_id WHERE l.email = ?", {email});
  BOOST_TEST(json::parse(latest.at(0).text("utm_details"))["utm_source"] == "b");
}

BOOST_AUTO_TEST_CASE(metadata_is_merged_and_the_touches_keep_what_was) {
  const auto key = test::make_key(*db);
  touch(test::make_person(email), key, json::object(),
        {{"plan", "silver"}, {"age", 30}, {"vip", true}, {"quote\"<b>", "x"}});
  touch(test::make_person(email), key, json::object(), {{"plan", "gold"}, {"rate", 0.1}});
  BOOST_TEST(lead().metadata == json::parse(R"({"plan":"gold","age":30,"vip":true,"quote\"<b>":"x","rate":0.1})"));
  BOOST_TEST(touches().back().marketing.metadata["plan"] == "silver");
}

// Without a bound, calls with ever new names would grow it until the server refuses the statement.
BOOST_AUTO_TEST_CASE(metadata_that_is_full_keeps_what_is_there) {
  const auto key = test::make_key(*db);
  touch(test::make_person(email), key, json::object(), {{"plan", "silver"}});
  const auto fill = [&](int bytes) {
    db->execute("UPDATE leads SET metadata = JSON_OBJECT('big', REPEAT('x', ?)) WHERE email = ?", {bytes, email});
  };
  fill(199'000);
  BOOST_TEST(!touch(test::make_person(email), key, json::object(), {{"plan", "gold"}}).is_metadata_full);
  BOOST_TEST(lead().metadata.size() == 2U);
  fill(199'990);
  BOOST_TEST(touch(test::make_person(email), key, json::object(), {{"plan", "platinum"}}).is_metadata_full);
  BOOST_TEST(!touch(test::make_person(email), key).is_metadata_full);
  BOOST_TEST(lead().metadata.size() == 1U);
  BOOST_TEST(lead().metadata["big"].get<std::string>().size() == 199'990U);
  BOOST_TEST(touches().at(1).marketing.metadata["plan"] == "platinum");
}

BOOST_AUTO_TEST_CASE(the_first_language_that_was_told_stays_with_the_lead) {
  const auto key = test::make_key(*db);
  auto person = test::make_person(email);
  const auto language = [&] {
    return db->query("SELECT language FROM leads WHERE email = ?", {email}).at(0).optional_text("language");
  };
  touch(person, key);
  BOOST_TEST(!language().has_value());
  person.language = "pt-BR";
  touch(person, key);
  person.language = "de";
  touch(person, key);
  BOOST_TEST(language().value_or("") == "pt-BR");
}

BOOST_AUTO_TEST_CASE(a_tied_key_s_user_is_the_source_and_an_untied_key_leaves_it) {
  const auto first = touch(test::make_person(email), test::make_key(*db, "First"));
  BOOST_TEST(first.source->name == "First One");
  const auto second = touch(test::make_person(email), test::make_key(*db));
  BOOST_TEST(second.source->name == "First One");
  const auto third = touch(test::make_person(email), test::make_key(*db, "Third"));
  BOOST_TEST(third.source->name == "Third One");
  BOOST_TEST(lead().source_name.value() == "Third One");
}

BOOST_AUTO_TEST_CASE(empty_fields_are_filled_and_others_are_kept) {
  Person bare{email, std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt};
  const auto key = test::make_key(*db);
  touch(bare, key);
  touch(test::make_person(email), key);
  auto other = test::make_person(email);
  other.first_name = "Other";
  other.phone = "+302101234567";
  other.phone_country_code = "GR";
  touch(other, key);
  const auto row =
      db->query("SELECT first_name, phone, phone_country_code, nationality_country_code FROM leads WHERE email = ?",
                {email})
          .at(0);
  BOOST_TEST(row.text("first_name") == "Maria");
  BOOST_TEST(row.text("phone") == "+35799123456");
  BOOST_TEST(row.text("phone_country_code") == "CY");
  BOOST_TEST(row.text("nationality_country_code") == "IT");
}

BOOST_AUTO_TEST_CASE(sixteen_touches_at_once_make_one_lead) {
  const auto key = test::make_key(*db);
  test::run_together(16, [&](int i) {
    const auto own = SharedDatabase::connect();
    own->in_transaction([&](db::Transaction&) {
      return touch_lead(*own, test::make_person(email), {json::object(), {{"k" + std::to_string(i), i}}},
                        make_touch_origin(key));
    });
  });
  BOOST_TEST(touches().size() == 16U);
  BOOST_TEST(lead().metadata.size() == 16U);
}

BOOST_AUTO_TEST_SUITE_END()
