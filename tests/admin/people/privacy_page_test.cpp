// Customers > a customer > Personal data, and the same of leads: who may, what is shown, and what is noted.
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "admin/staff.hpp"
#include "crypto/secret_box.hpp"
#include "customers/privacy/erased_file.hpp"
#include "support/trading_accounts.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

staff::Permissions permissions_with(const std::vector<staff::Permission>& more) {
  staff::Permissions permissions;
  permissions.add({staff::Area::customers, staff::Level::edit});
  permissions.add({staff::Area::leads, staff::Level::edit});
  for (const auto& permission : more) permissions.add(permission);
  return permissions;
}

struct Privacy : test::AdminArea {
  Privacy()
      : clerk(*this, permissions_with({{staff::Area::privacy, staff::Level::edit}})),
        customer(test::make_customer(db(), email)),
        path("/customers/" + customer.text()) {}
  // Other tests of this program look at a list of platforms without this one.
  void forget_platform() const {
    db().execute(
        "DELETE o FROM account_openings o JOIN trading_accounts a ON a.id = o.account_id WHERE a.customer_id = ?",
        {customer});
    db().execute("DELETE FROM trading_accounts WHERE customer_id = ?", {customer});
    db().execute(
        "DELETE g FROM platform_groups g JOIN trading_platforms p ON p.id = g.platform_id WHERE p.name = 'MT5 Test'");
    db().execute("DELETE FROM trading_platforms WHERE name = 'MT5 Test'");
  }
  [[nodiscard]] Uuid lead() const { return customers::find_customer(db(), customer).value().lead_id; }

  Staff clerk;
  std::string email = test::new_email();
  Uuid customer;
  std::string path;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(privacy_page, Privacy)

BOOST_AUTO_TEST_CASE(personal_data_have_a_permission_of_their_own) {
  const Staff editor(*this, permissions_with({}));
  BOOST_TEST(!has(editor.get(path), "personal-data"));
  BOOST_TEST(editor.get(path + "/personal-data").status() == 403);
  BOOST_TEST(editor.post(path + "/personal-data", {}).status() == 403);
  BOOST_TEST(editor.post(path + "/erase", {}).status() == 403);
  BOOST_TEST(has(clerk.get(path), path + "/personal-data"));
  BOOST_TEST(clerk.get(path + "/personal-data").status() == 200);
  BOOST_TEST(clerk.post_bare(path + "/erase", {}).status() == 403);  // a form of another site
  BOOST_TEST(customers::find_customer(db(), customer).has_value());
}

BOOST_AUTO_TEST_CASE(the_page_shows_what_will_go) {
  const auto page = clerk.get(path + "/personal-data");
  BOOST_TEST(has(page, email));
  BOOST_TEST(has(page, "names, e-mail, phone and password of the customer"));
  BOOST_TEST(has(page, "Erase for good"));
}

BOOST_AUTO_TEST_CASE(an_export_is_a_file) {
  const auto response = clerk.post(path + "/personal-data", {});
  BOOST_TEST(response.status() == 200);
  BOOST_TEST(response.find_header("Content-Type") == "application/json");
  BOOST_TEST(response.body().find(email) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(erasing_is_noted_without_the_person) {
  const Uuid lead_id = lead();
  BOOST_TEST(clerk.post(path + "/erase", {}).status() == 303);
  BOOST_TEST(clerk.get(path).status() == 404);
  BOOST_TEST(clerk.get("/leads/" + lead_id.text()).status() == 404);
  BOOST_TEST(customers::read_erased_file(config().erased_file).contains(lead_id));
  const auto logged = db().query(
      "SELECT actor, before_change, after_change FROM audit_log WHERE action = 'customer.erase' AND subject_id = ?",
      {customer});
  BOOST_REQUIRE(logged.size() == 1U);
  BOOST_TEST(logged.front().text("actor") == clerk.email());
  BOOST_TEST(logged.front().is_null("after_change"));
  BOOST_TEST(clerk.post(path + "/erase", {}).status() == 404);
}

BOOST_AUTO_TEST_CASE(an_open_account_asks_for_a_tick) {
  const crypto::SecretBox box(config().key_file);
  static_cast<void>(test::make_account(db(), box, customer));
  BOOST_TEST(clerk.post(path + "/erase", {}).status() == 409);
  BOOST_TEST(customers::find_customer(db(), customer).has_value());
  BOOST_TEST(clerk.post(path + "/erase", {{"keep.accounts", "on"}}).status() == 303);
  BOOST_TEST(!customers::find_customer(db(), customer));
  forget_platform();
}

BOOST_AUTO_TEST_CASE(a_lead_is_erased_on_its_own_page_and_a_customer_s_is_not) {
  BOOST_TEST(clerk.post("/leads/" + lead().text() + "/erase", {}).status() == 409);
  BOOST_TEST(!has(clerk.get("/leads/" + lead().text()), "personal-data"));
  const auto key = test::make_key(db());
  const auto other =
      customers::touch_lead(db(), test::make_person(test::new_email()), {}, api::make_touch_origin(key)).id;
  BOOST_TEST(has(clerk.get("/leads/" + other.text()), "/personal-data"));
  BOOST_TEST(clerk.post("/leads/" + other.text() + "/erase", {}).status() == 303);
  BOOST_TEST(clerk.get("/leads/" + other.text()).status() == 404);
}

BOOST_AUTO_TEST_CASE(nothing_is_erased_when_the_id_cannot_be_noted) {
  std::filesystem::create_directory(config().erased_file);
  const auto refused = clerk.post(path + "/erase", {});
  BOOST_TEST(refused.status() == 503);
  BOOST_TEST(has(refused, "Nothing was erased"));
  BOOST_TEST(customers::find_customer(db(), customer).has_value());
  std::filesystem::remove(config().erased_file);
}

BOOST_AUTO_TEST_SUITE_END()
