#include <boost/test/unit_test.hpp>

#include "admin/staff.hpp"
#include "links/menu_store.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

struct Clerk : test::AdminArea {
  Clerk() : staff(*this, staff::Permissions::all()) {}
  Staff staff;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(menus_page, Clerk)

BOOST_AUTO_TEST_CASE(the_tester_says_where_a_return_url_lands_and_why) {
  const std::string path = "/p" + Uuid::make().text();
  BOOST_TEST(staff.post("/menus/new", {{"label", "Page"}, {"path", path}, {"position", "5"}, {"state.enabled", "1"}})
                 .status() == 303);
  BOOST_TEST(has(staff.get("/menus", "url=" + path + "%3Fa%3D1"), path + "?a=1</code>"));
  BOOST_TEST(has(staff.get("/menus", "url=" + path + "x"), "No entry has this path"));
  BOOST_TEST(has(staff.get("/menus", "url=https%3A%2F%2Felsewhere.example%2F"), "not a plain path"));
  BOOST_TEST(
      has(staff.get("/menus", "url=https%3A%2F%2Fmembers.example.com%2Fauth%2Flogin%3Ftoken%3Dx%26returnUrl%3D" + path),
          "enabled entry"));
  const auto menu = links::find_menu(db(), path).value();
  links::set_menu_state(db(), {"test", {}}, menu, links::MenuState::disabled);
  BOOST_TEST(has(staff.get("/menus", "url=" + path), "is disabled"));
  BOOST_TEST(staff.post("/menus/new", {{"label", "Page"}, {"path", path}, {"position", "5"}}).status() == 422);
  BOOST_TEST(staff.post("/menus/new", {{"label", "Page"}, {"path", "//x"}, {"position", "-1"}}).status() == 422);
  BOOST_TEST(staff.post("/menus/" + menu.id.text() + "/remove", {}).status() == 303);
  BOOST_TEST(!links::find_menu(db(), path));
}

BOOST_AUTO_TEST_CASE(a_menu_entry_is_added_in_one_step) {
  const std::string path = "/whole/" + Uuid::make().text();
  BOOST_TEST(staff.post("/menus/new", {{"label", "Off"}, {"path", path}, {"position", "7"}}).status() == 303);
  const auto menu = links::find_menu(db(), path).value();
  BOOST_TEST(!menu.is_enabled);
  BOOST_TEST(menu.position == 7);
  BOOST_TEST(db().query("SELECT id FROM audit_log WHERE subject_id = ?", {menu.id}).size() == 1U);
  const test::Fields last{{"label", "Last"}, {"path", path + "/last"}, {"position", "0"}, {"state.enabled", "1"}};
  BOOST_TEST(staff.post("/menus/new", last).status() == 303);
  BOOST_TEST(links::find_menu(db(), path + "/last").value().position > 7);
}

BOOST_AUTO_TEST_SUITE_END()
