#include <boost/test/unit_test.hpp>
#include <regex>

#include "admin/staff.hpp"
#include "api/keys/api_key_change.hpp"

using namespace latchkey;
using test::Fields;
using test::has;
using test::Staff;

namespace {

struct EditedKeys : test::AdminArea {
  EditedKeys() : staff(*this, staff::Permissions::all()), name("Edited " + Uuid::make().text()) {
    BOOST_TEST(staff.post("/api-keys/new", {{"name", name}, {"rights.leads:create", "1"}}).status() == 200);
    id = db().query("SELECT id FROM api_keys WHERE name = ?", {name}).at(0).uuid("id");
  }
  std::string path() const { return "/api-keys/" + id.text(); }
  api::ApiKeySettings settings() const { return api::find_api_key_settings(db(), id).value(); }
  std::string seen() const {
    std::smatch found;
    const std::string body = staff.get(path()).body();
    BOOST_REQUIRE(std::regex_search(body, found, std::regex("name=\"seen\" value=\"([0-9a-f]+)\"")));
    return found[1].str();
  }
  http::Response save(Fields fields) const {
    fields.emplace_back("seen", seen());
    return staff.post(path(), fields);
  }

  Staff staff;
  std::string name;
  Uuid id;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_key_edit_page, EditedKeys)

BOOST_AUTO_TEST_CASE(everything_but_the_value_can_be_changed) {
  BOOST_TEST(has(staff.get("/api-keys"), "/admin" + path() + "\""));
  const auto saved = save({{"name", name + " 2"},
                           {"expires", "2099-12-31"},
                           {"rights.customers:create", "1"},
                           {"allow", "192.0.2.0/24"},
                           {"perHour", "5"},
                           {"perDay", "50"},
                           {"total", "500"},
                           {"perCountry", "CY=10\r\nDE=3"},
                           {"allowCountries", "cy, de"},
                           {"denyCountries", "FR"},
                           {"open", "mon-fri 09:00-18:00\r\nsat 10:00-24:00"},
                           {"timeZone", "Europe/Nicosia"}});
  BOOST_TEST(saved.status() == 303, saved.body());
  const auto settings = this->settings();
  BOOST_TEST(settings.name == name + " 2");
  BOOST_TEST((settings.rights == api::Rights{api::Right::create_customers}));
  BOOST_TEST(settings.allow_list.at(0) == "192.0.2.0/24");
  BOOST_TEST(settings.expires_at.value() == "2099-12-31 23:59:59.999999");
  BOOST_TEST(
      api::limits_json(settings.limits) ==
      nlohmann::json::parse(
          R"({"perHour":5,"perDay":50,"total":500,"perCountry":{"CY":10,"DE":3},"allowCountries":["CY","DE"],)"
          R"("denyCountries":["FR"],"open":["mon-fri 09:00-18:00","sat 10:00-24:00"],"timeZone":"Europe/Nicosia"})"));
  const auto page = staff.get(path());
  for (const char* shown : {"CY=10", "sat 10:00-24:00", "Europe/Nicosia", "0 of 50", "2099-12-31"}) {
    BOOST_TEST_CONTEXT(shown) { BOOST_TEST(has(page, shown)); }
  }
}

BOOST_AUTO_TEST_CASE(wrong_limits_are_told_beside_them_and_what_was_typed_stays) {
  struct Row {
    const char* field;
    const char* value;
    const char* message;
  };
  for (const Row& row :
       {Row{"perHour", "0", "a whole number from 1"}, Row{"perDay", "many", "a whole number from 1"},
        Row{"total", "9999999999", "a whole number from 1"}, Row{"perCountry", "CY 10", "such as CY=100"},
        Row{"allowCountries", "Cyprus", "not an ISO 3166-1"}, Row{"open", "fri 22:00-04:00", "two windows"},
        Row{"timeZone", "Mars/Base", "no IANA time zone"}, Row{"name", "", "Please fill this in"}}) {
    BOOST_TEST_CONTEXT(row.field) {
      Fields fields{{"allow", "192.0.2.77"}};
      if (std::string_view(row.field) != "name") fields.emplace_back("name", name);
      fields.emplace_back(row.field, row.value);
      const auto refused = save(fields);
      BOOST_TEST(refused.status() == 422);
      BOOST_TEST(has(refused, row.message));
      BOOST_TEST(has(refused, "192.0.2.77"));
    }
  }
  BOOST_TEST(!settings().limits.has_value());
}

BOOST_AUTO_TEST_CASE(a_change_by_somebody_else_is_not_written_over) {
  const std::string before = seen();
  BOOST_TEST(save({{"name", name}, {"perDay", "5"}}).status() == 303);
  const auto refused = staff.post(path(), {{"name", name}, {"perDay", "6"}, {"seen", before}});
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(has(refused, "since you opened it"));
  BOOST_TEST((settings().limits.value().per_day == 5U));
}

BOOST_AUTO_TEST_CASE(a_right_is_given_by_who_may_do_it_and_stays_with_who_may_not) {
  staff::Permissions some;
  some.add({staff::Area::api_keys, staff::Level::edit});
  const Staff clerk(*this, some);
  const auto refused =
      clerk.post(path(), {{"name", name}, {"rights.logins:any", "1"}, {"allow", "192.0.2.1"}, {"seen", seen()}});
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(has(refused, "may not make login links"));
  BOOST_TEST(save({{"name", name}, {"rights.logins:any", "1"}, {"allow", "192.0.2.1"}}).status() == 303);
  BOOST_TEST(
      clerk.post(path(), {{"name", name + " 3"}, {"rights.logins:any", "1"}, {"allow", "192.0.2.1"}, {"seen", seen()}})
          .status() == 303);
  BOOST_TEST(settings().name == name + " 3");
}

BOOST_AUTO_TEST_CASE(a_revoked_key_and_one_that_is_not_there_cannot_be_changed) {
  BOOST_TEST(staff.get("/api-keys/" + Uuid::make().text()).status() == 404);
  BOOST_TEST(staff.get("/api-keys/x").status() == 404);
  static_cast<void>(staff.post(path() + "/revoke", {}));
  BOOST_TEST(staff.get(path()).status() == 409);
  BOOST_TEST(staff.post(path(), {{"name", name}}).status() == 409);
}

BOOST_AUTO_TEST_SUITE_END()
