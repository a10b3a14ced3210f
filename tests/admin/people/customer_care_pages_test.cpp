// Customers > a customer > Edit, notes, the owner of a lead, and what both pages show.
#include <boost/test/unit_test.hpp>

#include "admin/staff.hpp"
#include "customers/care/person_notes.hpp"

using namespace latchkey;
using test::Fields;
using test::has;
using test::Staff;

namespace {

staff::Permissions with(const std::vector<staff::Permission>& granted) {
  staff::Permissions permissions;
  for (const auto& permission : granted) permissions.add(permission);
  return permissions;
}

struct CarePages : test::AdminArea {
  CarePages() : staff(*this, staff::Permissions::all()), id(test::make_customer(db(), email)) {}
  [[nodiscard]] customers::Customer customer() const { return customers::find_customer(db(), id).value(); }
  [[nodiscard]] std::string path() const { return "/customers/" + id.text(); }
  [[nodiscard]] std::string lead_path() const { return "/leads/" + customer().lead_id.text(); }
  [[nodiscard]] std::string seen() const {
    const std::string body = staff.get(path() + "/edit").body();
    static const std::string field = "name=\"seen\" value=\"";
    const auto at = body.find(field);
    BOOST_REQUIRE(at != std::string::npos);
    return body.substr(at + field.size(), 32);
  }
  [[nodiscard]] Fields fields(const Fields& changed = {}) const {
    Fields all{{"firstName", "Maria"},     {"lastName", "Rossi"}, {"phone", "+35799123456"},
               {"phoneCountryCode", "CY"}, {"language", ""},      {"seen", seen()}};
    for (const auto& [name, value] : changed) {
      for (auto& field : all) {
        if (field.first == name) field.second = value;
      }
    }
    return all;
  }
  Staff staff;
  std::string email = test::new_email();
  Uuid id;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(customer_care_pages, CarePages)

BOOST_AUTO_TEST_CASE(name_phone_and_language_are_changed_in_the_form) {
  const auto saved = staff.post(
      path() + "/edit", fields({{"firstName", " Mariella "}, {"phone", "00357 99-11-22-33"}, {"language", "PT-br"}}));
  BOOST_TEST(saved.status() == 303);
  BOOST_TEST(customer().first_name == "Mariella");
  BOOST_TEST(customer().phone == "+35799112233");
  BOOST_TEST(customer().language.value() == "pt-BR");
  const auto page = staff.get(path());
  BOOST_TEST(has(page, "Portuguese (Brazil)"));
  BOOST_TEST(has(page, "Cyprus"));
  BOOST_TEST(has(page, "Italy"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_stands_beside_the_field_and_nothing_is_stored) {
  struct Row {
    std::string field;
    std::string value;
    std::string error;
  };
  for (const Row& row :
       {Row{"firstName", "", "Please fill this in."}, Row{"lastName", std::string(101, 'x'), "At most 100"},
        Row{"phone", "99112233", "with its country"}, Row{"phone", "+35799112233 ext 5", "without an extension"},
        Row{"phone", "+9990000000", "No country has"}, Row{"phone", "+3579", "too short"},
        Row{"phone", "+491701234567", "another country"}, Row{"phoneCountryCode", "QQ", "of the list"},
        Row{"language", "not a tag", "no language tag"}}) {
    BOOST_TEST_CONTEXT(row.field << " = " << row.value) {
      const auto answer = staff.post(path() + "/edit", fields({{row.field, row.value}}));
      BOOST_TEST(answer.status() == 422);
      BOOST_TEST(has(answer, row.error));
      BOOST_TEST(customer().first_name == "Maria");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_change_of_somebody_else_is_not_lost) {
  auto typed = fields({{"firstName", "Mine"}});
  BOOST_TEST(staff.post(path() + "/edit", fields({{"lastName", "Theirs"}})).status() == 303);
  const auto refused = staff.post(path() + "/edit", typed);
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(has(refused, "changed by " + staff.email()));
  BOOST_TEST(customer().last_name == "Theirs");
  BOOST_TEST(customer().first_name == "Maria");
}

BOOST_AUTO_TEST_CASE(notes_show_who_and_when_on_both_pages) {
  BOOST_TEST(staff.post(path() + "/notes", {{"note", "  first line\r\nsecond <b>  "}}).status() == 303);
  BOOST_TEST(staff.post(lead_path() + "/notes", {{"note", "of the lead"}}).status() == 303);
  for (const auto& page : {staff.get(path()), staff.get(lead_path())}) {
    BOOST_TEST(has(page, "first line\nsecond &lt;b&gt;"));
    BOOST_TEST(has(page, "of the lead"));
    BOOST_TEST(has(page, staff.email()));
  }
  for (const std::string& bad : {std::string(), std::string("  \r\n "), std::string(4001, 'x'), std::string("a\x01")}) {
    for (const auto& place : {path(), lead_path()}) {
      BOOST_TEST(staff.post(place + "/notes", {{"note", bad}}).status() == 422);
    }
  }
  const auto notes = customers::list_person_notes(db(), {customer().lead_id, 9});
  BOOST_REQUIRE(notes.size() == 2U);
  BOOST_TEST(staff.post(path() + "/remove-note", {{"note", notes[0].id.text()}}).status() == 303);
  BOOST_TEST(staff.post(lead_path() + "/remove-note", {{"note", "no id"}}).status() == 303);
  BOOST_TEST(customers::list_person_notes(db(), {customer().lead_id, 9}).size() == 1U);
}

BOOST_AUTO_TEST_CASE(of_many_notes_fifty_are_a_page) {
  for (int i = 0; i < 51; ++i) {
    BOOST_REQUIRE(
        customers::add_person_note(db(), {"x", {}}, customer().lead_id, "note no. " + std::to_string(i) + "."));
  }
  for (const auto& place : {path(), lead_path()}) {
    const auto newest = staff.get(place);
    BOOST_TEST(has(newest, "note no. 50."));
    BOOST_TEST(has(newest, "note no. 1."));
    BOOST_TEST(!has(newest, "note no. 0."));
    const std::string before =
        "notes-before=" + customers::list_person_notes(db(), {customer().lead_id, 50})[49].id.text();
    BOOST_TEST(has(newest, before));
    const auto rest = staff.get(place, before);
    BOOST_TEST(has(rest, "note no. 0."));
    BOOST_TEST(!has(rest, "note no. 1."));
    BOOST_TEST(has(rest, "href=\"/admin" + place + "\""));
  }
}

BOOST_AUTO_TEST_CASE(who_may_only_look_changes_nothing) {
  using staff::Area;
  using staff::Level;
  const Staff viewer(*this, with({{Area::customers, Level::view}, {Area::leads, Level::view}}));
  BOOST_REQUIRE(customers::add_person_note(db(), {"x", {}}, customer().lead_id, "for the office"));
  for (const auto& place : {path(), lead_path()}) {
    const auto page = viewer.get(place);
    BOOST_TEST(has(page, "for the office"));
    BOOST_TEST(!has(page, "Add note"));
    BOOST_TEST(!has(page, "remove-note"));
    BOOST_TEST(!has(page, "/owner"));
    BOOST_TEST(viewer.post(place + "/notes", {{"note", "x"}}).status() == 403);
  }
  BOOST_TEST(viewer.get(path() + "/edit").status() == 403);
  BOOST_TEST(viewer.post(lead_path() + "/owner", {}).status() == 403);
}

BOOST_AUTO_TEST_CASE(the_owner_is_one_of_those_who_may_see_leads) {
  using staff::Area;
  using staff::Level;
  const Staff owner(*this, with({{Area::leads, Level::view}}));
  const Staff other(*this, with({{Area::menus, Level::view}}));
  const Staff partner(*this, staff::Permissions::all());
  db().execute("UPDATE roles SET reach = 'own' WHERE id IN (SELECT role_id FROM user_roles WHERE user_id = ?)",
               {partner.id()});
  const auto page = staff.get(lead_path());
  BOOST_TEST(has(page, owner.email()));
  BOOST_TEST(!has(page, other.email()));
  BOOST_TEST(!has(page, partner.email()));
  BOOST_TEST(staff.post(lead_path() + "/owner", {{"owner", other.id().text()}}).status() == 422);
  BOOST_TEST(staff.post(lead_path() + "/owner", {{"owner", owner.id().text()}}).status() == 303);
  BOOST_TEST(has(staff.get(lead_path()), "Stella Staff"));
  db().execute("UPDATE users SET disabled_at = UTC_TIMESTAMP(6) WHERE id = ?", {owner.id()});
  BOOST_TEST(has(staff.get(lead_path()), owner.email()));  // who was chosen stays visible
  BOOST_TEST(staff.post(lead_path() + "/owner", {{"owner", ""}}).status() == 303);
  BOOST_TEST(!has(staff.get(lead_path()), owner.email()));
}

BOOST_AUTO_TEST_CASE(a_login_link_leads_to_an_entry_of_the_menu_and_says_how_long_it_lives) {
  const std::string entry = "/wallet/" + Uuid::make().text();
  db().execute(
      "INSERT INTO menus (id, label, path, is_enabled, created_at) VALUES (?, 'Wallet', ?, TRUE, UTC_TIMESTAMP(6))",
      {Uuid::make(), entry});
  BOOST_TEST(has(staff.get(path()), "<option value=\"" + entry + "\">Wallet (" + entry + ")</option>"));
  const auto made = staff.post(path() + "/login-link", {{"returnUrl", entry}, {"lives", "3600"}});
  BOOST_TEST(made.status() == 200);
  BOOST_TEST(has(made, "Good until"));
  const auto row =
      db().query(
              "SELECT return_url, TIMESTAMPDIFF(SECOND, created_at, expires_at) AS lives FROM login_tokens "
              "WHERE customer_id = ?",
              {id})
          .at(0);
  BOOST_TEST(row.text("return_url") == entry);
  BOOST_TEST(row.integer("lives") == 3600);
  for (const char* bad : {"60", "-1", "604801", "x"}) {
    BOOST_TEST(staff.post(path() + "/login-link", {{"lives", bad}}).status() == 422);
  }
}

BOOST_AUTO_TEST_CASE(touches_have_labels_and_columns) {
  const auto key = test::make_key(db());
  const nlohmann::json utm{{"utm_source", "newsletter"}, {"utm_medium", "mail"}, {"gclid", "abc"}};
  static_cast<void>(customers::touch_lead(db(), test::make_person(email), {utm, {}}, api::make_touch_origin(key)));
  const auto page = staff.get(lead_path());
  for (const char* text : {"<th scope=\"col\">utm_source</th>", "data-label=\"utm_medium\">mail", "gclid = abc",
                           "data-label=\"Touch\">first", "data-label=\"Touch\">latest"}) {
    BOOST_TEST(has(page, text), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
