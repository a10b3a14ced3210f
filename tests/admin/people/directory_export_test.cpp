// Customers and leads as CSV files, and who may take them.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "admin/staff.hpp"
#include "customers/customer_store.hpp"
#include "customers/directory/details.hpp"
#include "support/dialect.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

struct Exports : test::AdminArea {
  Exports() : staff(*this, staff::Permissions::all()) {}
  Uuid add(const std::string& first, const std::string& last, const std::string& phone) const {
    const auto key = test::make_key(db());
    const customers::Person person{test::new_email(), first, last, phone, "CY", "IT"};
    const Uuid id = Uuid::make();
    const auto lead = customers::touch_lead(db(), person, {}, api::make_touch_origin(key));
    static_cast<void>(customers::insert_customer(db(), {id, person, "x", lead.id, key.id}));
    return id;
  }
  static std::string whole(const http::Response& response) {
    std::string text = response.body();
    response.rest()([&](const std::string& part) {
      text += part;
      return true;
    });
    return text;
  }
  Staff staff;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(directory_export, Exports)

BOOST_AUTO_TEST_CASE(an_export_has_every_line_once_and_no_formula) {
  const std::string last = "Export" + Uuid::make().text().substr(24);
  for (int i = 0; i < 1100; ++i) static_cast<void>(add("=cmd(\"x\"),1", last, "+35799123456"));
  const auto response = staff.post("/customers/export", {{"q", last}});
  BOOST_TEST(response.find_header("Content-Type") == "text/csv; charset=utf-8");
  const std::string text = whole(response);
  BOOST_TEST(std::ranges::count(text, '\n') == 1101);
  BOOST_TEST(text.starts_with("\xEF\xBB\xBF\"Id\",\"First name\","));
  BOOST_TEST(text.find(",\"'=cmd(\"\"x\"\"),1\",\"" + last + "\",") != std::string::npos);
  BOOST_TEST(text.find(",\"+35799123456\",") != std::string::npos);
  const auto logged =
      db().query("SELECT id FROM audit_log WHERE action = 'customer.export' AND actor = ?", {staff.email()});
  BOOST_TEST(logged.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_export_tells_source_nationality_touches_metadata_and_conversion) {
  const std::string last = "Column" + Uuid::make().text().substr(24);
  const auto key = test::make_key(db(), "Paula");
  const customers::Person person{test::new_email(), "Cora", last, "+35799123456", "CY", "IT"};
  const auto touch = [&](const char* campaign, const char* click) {
    return customers::touch_lead(db(), person, {{{"utm_campaign", campaign}, {"sub_id", "7"}}, {{"click", click}}},
                                 api::make_touch_origin(key));
  };
  const auto lead = touch("spring", "a;=HYPERLINK(1)");
  static_cast<void>(touch("autumn", "b"));
  const auto export_line = [&](const std::string& path) { return whole(staff.post(path, {{"q", last}})); };
  const std::string of_lead = export_line("/leads/export");
  BOOST_TEST(of_lead.find("\"Nationality\",\"Converted\",\"Metadata\"") != std::string::npos);
  BOOST_TEST(of_lead.find("\"First touch: utm_campaign\"") < of_lead.find("\"Latest touch: utm_campaign\""));
  BOOST_TEST(of_lead.find("\"Paula One\"") != std::string::npos);
  BOOST_TEST(of_lead.find("\"IT\",\"\",\"click: b\"") != std::string::npos);
  BOOST_TEST(of_lead.find("\"spring\"") < of_lead.find("\"sub_id: 7\""));
  BOOST_TEST(of_lead.find("\"sub_id: 7\"") < of_lead.find("\"autumn\""));
  BOOST_TEST(of_lead.find("\"autumn\"") != std::string::npos);
  const Uuid id = Uuid::make();
  static_cast<void>(customers::insert_customer(db(), {id, person, "x", lead.id, key.id}));
  const std::string created = customers::find_customer(db(), id)->created_at;
  BOOST_TEST(export_line("/leads/export").find("\"IT\",\"" + created + "\",\"click: b\"") != std::string::npos);
  const std::string of_customer = export_line("/customers/export");
  BOOST_TEST(of_customer.find("\"IT\",\"" + created + "\",\"click: b\",\"Paula One\"") != std::string::npos);
  BOOST_TEST(of_customer.find("\"autumn\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_details_of_an_export_are_read_by_their_keys_and_not_by_the_whole_table) {
  std::vector<Uuid> ids;
  for (int i = 0; i < 300; ++i) {
    const Uuid id = add("Kim", "Key" + std::to_string(i), "+35799123456");
    if (ids.size() < 5) ids.push_back(id);
  }
  for (const auto directory : {customers::Directory::customers, customers::Directory::leads}) {
    std::vector<Uuid> wanted = ids;
    if (directory == customers::Directory::leads) {
      for (auto& id : wanted) id = customers::find_customer(db(), id)->lead_id;
    }
    db().execute_text("FLUSH STATUS");
    BOOST_TEST(customers::list_entry_details(db(), directory, wanted, customers::Extent::all).size() == wanted.size());
    BOOST_TEST(test::sum_counters(db(), {"Handler_read_rnd_next", "Handler_read_next", "Handler_read_first"}) < 100);
  }
}

BOOST_AUTO_TEST_CASE(exports_and_login_links_have_permissions_of_their_own) {
  const Uuid id = add("Olga", "Own", "+35799123456");
  const std::string path = "/customers/" + id.text();
  staff::Permissions permissions;
  permissions.add({staff::Area::customers, staff::Level::edit});
  permissions.add({staff::Area::leads, staff::Level::view});
  const Staff editor(*this, permissions);
  BOOST_TEST(!has(editor.get("/customers"), "/export"));
  BOOST_TEST(!has(editor.get("/leads"), "/export"));
  BOOST_TEST(!has(editor.get(path), "/login-link"));
  BOOST_TEST(has(editor.get(path), "/end-sessions"));
  BOOST_TEST(editor.post("/customers/export", {}).status() == 403);
  BOOST_TEST(editor.post("/leads/export", {}).status() == 403);
  BOOST_TEST(editor.post(path + "/login-link", {}).status() == 403);
  staff::Permissions deeds;
  deeds.add({staff::Area::customers, staff::Level::view});
  deeds.add({staff::Area::exports, staff::Level::view});
  deeds.add({staff::Area::login_links, staff::Level::edit});
  const Staff support(*this, deeds);
  BOOST_TEST(has(support.get("/customers"), "/export"));
  BOOST_TEST(support.post("/customers/export", {}).status() == 200);
  BOOST_TEST(support.post("/leads/export", {}).status() == 403);
  BOOST_TEST(has(support.get(path), "/login-link"));
  BOOST_TEST(!has(support.get(path), "/end-sessions"));
  BOOST_TEST(!has(support.get(path), path + "/block"));
  BOOST_TEST(support.post(path + "/login-link", {}).status() == 200);
}

BOOST_AUTO_TEST_SUITE_END()
