#include <boost/test/unit_test.hpp>
#include <regex>

#include "admin/staff.hpp"
#include "customers/leads/lead_store.hpp"
#include "customers/statuses/lead_status.hpp"

using namespace latchkey;
using test::Fields;
using test::has;
using test::Staff;

namespace {

struct LeadStatuses : test::AdminArea {
  LeadStatuses() : staff(*this, staff::Permissions::all()), name("Status " + Uuid::make().text()) {}

  Fields fields() const { return {{"name", name}, {"group", "rejected"}, {"position", "0"}, {"state.enabled", "1"}}; }
  std::string seen(const std::string& path) const {
    std::smatch found;
    const std::string body = staff.get(path).body();
    BOOST_REQUIRE(std::regex_search(body, found, std::regex("name=\"seen\" value=\"([0-9a-f]+)\"")));
    return found[1].str();
  }
  std::string path_of(const std::string& status) const {
    return "/lead-statuses/" + customers::find_lead_status(db(), status).value().id.text();
  }
  std::string make_lead() const {
    const auto key = test::make_key(db());
    return customers::touch_lead(db(), test::make_person(test::new_email()), {}, api::make_touch_origin(key)).id.text();
  }

  Staff staff;
  std::string name;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lead_statuses_page, LeadStatuses)

BOOST_AUTO_TEST_CASE(a_status_is_added_changed_and_disabled) {
  BOOST_TEST(staff.post("/lead-statuses/new", fields()).status() == 303);
  BOOST_TEST(has(staff.get("/lead-statuses"), name));
  BOOST_TEST(has(staff.post("/lead-statuses/new", fields()), "Another status has this name"));
  const std::string path = path_of(name);
  const auto saved =
      staff.post(path, {{"name", name + " 2"}, {"group", "rejected"}, {"position", "9"}, {"seen", seen(path)}});
  BOOST_TEST(saved.status() == 303);
  const auto status = customers::find_lead_status(db(), name + " 2").value();
  BOOST_TEST(!status.is_enabled);
  BOOST_TEST(status.position == 9);
}

BOOST_AUTO_TEST_CASE(the_last_of_a_group_stays_and_wrong_fields_are_told) {
  const std::string path = path_of("Invalid");
  const auto refused =
      staff.post(path, {{"name", "Invalid"}, {"group", "invalid"}, {"position", "5"}, {"seen", seen(path)}});
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(has(refused, "each group needs one"));
  for (const auto& [field, value] : Fields{{"name", ""}, {"group", "nowhere"}, {"position", "-1"}, {"position", "x"}}) {
    BOOST_TEST_CONTEXT(field << " = " << value) {
      Fields wrong = fields();
      for (auto& [one, text] : wrong) {
        if (one == field) text = value;
      }
      BOOST_TEST(staff.post("/lead-statuses/new", wrong).status() == 422);
    }
  }
  BOOST_TEST(staff.get("/lead-statuses/" + Uuid::make().text()).status() == 404);
}

BOOST_AUTO_TEST_CASE(staff_set_the_status_of_a_lead_and_see_what_it_was) {
  const std::string path = "/leads/" + make_lead();
  BOOST_TEST(has(staff.get(path), "The status was never changed"));
  BOOST_TEST(staff.post(path + "/status", {{"status", "Rejected"}}).status() == 303);
  const auto page = staff.get(path);
  BOOST_TEST(has(page, staff.email()));
  BOOST_TEST(has(page, "<option value=\"Rejected\" selected>"));
  BOOST_TEST(staff.post(path + "/status", {{"status", "Almost"}}).status() == 422);
  BOOST_TEST(staff.post(path + "/status", {}).status() == 422);
  BOOST_TEST(staff.post("/leads/" + Uuid::make().text() + "/status", {{"status", "New"}}).status() == 404);
}

BOOST_AUTO_TEST_CASE(who_may_only_look_sets_nothing) {
  staff::Permissions some;
  some.add({staff::Area::leads, staff::Level::view});
  some.add({staff::Area::lead_statuses, staff::Level::view});
  const Staff clerk(*this, some);
  const std::string path = "/leads/" + make_lead();
  BOOST_TEST(!has(clerk.get(path), "Set the status"));
  BOOST_TEST(clerk.post(path + "/status", {{"status", "Rejected"}}).status() == 403);
  BOOST_TEST(clerk.get("/lead-statuses").status() == 200);
  BOOST_TEST(clerk.get("/lead-statuses/new").status() == 403);
}

BOOST_AUTO_TEST_SUITE_END()
