#include <atomic>
#include <boost/test/unit_test.hpp>
#include <regex>

#include "admin/staff.hpp"
#include "staff/recovery_codes.hpp"
#include "staff/role_store.hpp"
#include "staff/second_factor.hpp"
#include "staff/user_store.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

struct Office : test::AdminArea {
  Office() { test::dismiss_administrators(db()); }
  staff::User user(const Uuid& id) const { return staff::find_user(db(), id.text()).value(); }
  // What the form of a user would send, as its page shows it to `staff`.
  test::Fields form_of(const Staff& staff, const Uuid& id, const Staff& who) const {
    std::smatch seen;
    const auto page = staff.get("/users/" + id.text());
    const bool is_found = std::regex_search(page.body(), seen, std::regex("name=\"seen\" value=\"([0-9a-f]+)\""));
    BOOST_TEST(is_found);
    test::Fields form{{"firstName", "Stella"}, {"lastName", "Staff"}, {"email", who.email()}, {"seen", seen[1]}};
    for (const auto& role : staff::list_roles_of(db(), id)) form.emplace_back("roles." + role.id.text(), "1");
    return form;
  }
  static staff::Permissions some(std::initializer_list<staff::Permission> granted) {
    staff::Permissions permissions;
    for (const auto& permission : granted) permissions.add(permission);
    return permissions;
  }
};

constexpr staff::Permission edit_users{staff::Area::users, staff::Level::edit};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(user_management, Office)

BOOST_AUTO_TEST_CASE(the_last_administrator_cannot_lock_himself_out) {
  const Staff last(*this, staff::Permissions::all());
  const std::string path = "/users/" + last.id().text();
  BOOST_TEST(last.post(path + "/disable", {}).status() == 409);
  auto form = form_of(last, last.id(), last);
  form.pop_back();  // the role
  BOOST_TEST(last.post(path, form).status() == 422);
  const auto role = staff::list_roles_of(db(), last.id()).at(0);
  std::smatch seen;
  const auto page = last.get("/roles/" + role.id.text());
  BOOST_TEST(std::regex_search(page.body(), seen, std::regex("name=\"seen\" value=\"([0-9a-f]+)\"")));
  const auto refused = last.post("/roles/" + role.id.text(), {{"name", "Nothing"}, {"seen", seen[1]}});
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(has(refused, "last administrator"));
  BOOST_TEST(last.get("/users").status() == 200);
  const Staff second(*this, staff::Permissions::all());
  BOOST_TEST(last.post(path + "/disable", {}).status() == 303);
  BOOST_TEST(last.get("/users").status() == 303);  // signed out at once
}

BOOST_AUTO_TEST_CASE(the_last_full_administrator_keeps_every_right_while_others_edit_users_and_roles) {
  const Staff last(*this, staff::Permissions::all());
  const Staff helper(*this, some({edit_users, {staff::Area::roles, staff::Level::edit}}));
  const auto role = staff::list_roles_of(db(), last.id()).at(0);
  const auto page = last.get("/roles/" + role.id.text());
  std::smatch seen;
  BOOST_TEST(std::regex_search(page.body(), seen, std::regex("name=\"seen\" value=\"([0-9a-f]+)\"")));
  test::Fields less{{"name", role.name}, {"seen", seen[1]}};
  for (const auto& permission : role.permissions.granted()) {
    if (permission.area == staff::Area::platforms) continue;
    less.emplace_back("permissions." + staff::permission_name(permission), "1");
  }
  BOOST_TEST(last.post("/roles/" + role.id.text(), less).status() == 422);
  auto without = form_of(last, last.id(), last);
  without.pop_back();  // the role
  const auto helpers = staff::list_roles_of(db(), helper.id()).at(0);
  without.emplace_back("roles." + helpers.id.text(), "1");
  BOOST_TEST(last.post("/users/" + last.id().text(), without).status() == 422);
  BOOST_TEST(last.post("/users/" + last.id().text() + "/disable", {}).status() == 409);
  BOOST_TEST((staff::set_roles(db(), {"test", {}}, last.id(), {helpers.id}) == staff::RoleChange::last_administrator));
  BOOST_TEST(staff::count_administrators(db()).full == 1);
  const Staff second(*this, staff::Permissions::all());
  BOOST_TEST(last.post("/users/" + last.id().text(), without).status() == 303);
}

BOOST_AUTO_TEST_CASE(two_administrators_who_disable_each_other_at_once_leave_one) {
  for (int round = 0; round < 5; ++round) {
    test::dismiss_administrators(db());
    const Staff first(*this, staff::Permissions::all());
    const Staff second(*this, staff::Permissions::all());
    const staff::User users[] = {user(first.id()), user(second.id())};
    test::run_together(2, [&](int i) {
      const auto own = test::SharedDatabase::connect();
      static_cast<void>(staff::set_user_state(*own, {"test", {}}, users[i], staff::UserState::disabled));
    });
    BOOST_TEST(staff::count_administrators(db()).full == 1);
  }
}

BOOST_AUTO_TEST_CASE(an_edit_of_what_has_changed_meanwhile_is_refused_and_names_who_changed_it) {
  const Staff staff(*this, staff::Permissions::all());
  const Staff other(*this, staff::Permissions::all());
  const std::string path = "/users/" + other.id().text();
  auto stale = form_of(staff, other.id(), other);
  auto form = form_of(other, other.id(), other);
  form[0].second = "Stellina";
  BOOST_TEST(other.post(path, form).status() == 303);
  stale[1].second = "Late";
  const auto refused = staff.post(path, stale);
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(has(refused, "changed by " + other.email()));
  BOOST_TEST(has(refused, "Late"));
  BOOST_TEST(user(other.id()).first_name == "Stellina");
  BOOST_TEST(user(other.id()).last_name == "Staff");
  BOOST_TEST(staff.post(path, stale).status() == 422);  // not by sending it again either
}

BOOST_AUTO_TEST_CASE(of_parallel_changes_from_one_state_one_is_done) {
  const Staff boss(*this, staff::Permissions::all());
  const Staff other(*this, staff::Permissions::all());
  const staff::Role role = staff::list_roles_of(db(), other.id()).at(0);
  const staff::UserRecord before{user(other.id()), {role.id}};
  std::atomic<int> users = 0;
  std::atomic<int> roles = 0;
  test::run_together(4, [&](int i) {
    const auto own = test::SharedDatabase::connect();
    auto after = before;
    after.user.first_name = "Stella " + std::to_string(i);
    users += staff::change_user(*own, {"test", {}}, before, after) == staff::UserChange::done ? 1 : 0;
    staff::Role renamed = role;
    renamed.name = role.name + std::to_string(i);
    roles += staff::change_role(*own, {"test", {}}, role, renamed) == staff::RoleChange::done ? 1 : 0;
  });
  BOOST_TEST(users == 1);
  BOOST_TEST(roles == 1);
}

BOOST_AUTO_TEST_CASE(a_user_is_saved_whole_or_not_at_all) {
  const Staff boss(*this, staff::Permissions::all());
  const Staff other(*this, some({edit_users}));
  const std::string path = "/users/" + other.id().text();
  auto form = form_of(boss, other.id(), other);
  form.pop_back();  // the role
  form[2].second = boss.email();
  BOOST_TEST(has(boss.post(path, form), "Another user has this e-mail."));
  BOOST_TEST(staff::list_roles_of(db(), other.id()).size() == 1U);
  form[2].second = other.email();
  BOOST_TEST(boss.post(path, form).status() == 303);
  BOOST_TEST(staff::list_roles_of(db(), other.id()).empty());
}

BOOST_AUTO_TEST_CASE(who_may_only_look_sees_the_roles_of_a_user) {
  const Staff boss(*this, staff::Permissions::all());
  const Staff viewer(*this, some({{staff::Area::users, staff::Level::view}}));
  const auto page = viewer.get("/users/" + boss.id().text());
  BOOST_TEST(has(page, staff::list_roles_of(db(), boss.id()).at(0).name));
  BOOST_TEST(!has(page, "<button>Save"));
}

BOOST_AUTO_TEST_CASE(nobody_gives_what_he_may_not_do) {
  const Staff boss(*this, staff::Permissions::all());
  const Staff clerk(*this, some({edit_users}));
  const auto all = staff::list_roles_of(db(), boss.id()).at(0);
  const auto refused = clerk.post(
      "/users/new",
      {{"firstName", "A"}, {"lastName", "B"}, {"email", test::new_email()}, {"roles." + all.id.text(), "1"}});
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(has(refused, "allows more than you may do"));
  const std::string path = "/users/" + boss.id().text();
  BOOST_TEST(clerk.post(path + "/password", {{"password", "three quiet words"}}).status() == 403);
  BOOST_TEST(clerk.post(path + "/disable", {}).status() == 403);
  BOOST_TEST(clerk.post(path, {}).status() == 403);
  const Staff keeper(*this, some({{staff::Area::roles, staff::Level::edit}}));
  BOOST_TEST(keeper.post("/roles/new", {{"name", "Mine"}, {"permissions.users:edit", "1"}}).status() == 422);
  BOOST_TEST(!staff::find_role(db(), "Mine"));
}

BOOST_AUTO_TEST_CASE(disabling_says_which_keys_stop) {
  const Staff staff(*this, staff::Permissions::all());
  const Staff other(*this, staff::Permissions::all());
  const std::string name = "Key " + Uuid::make().text();
  BOOST_TEST(staff.post("/api-keys/new", {{"name", name}, {"user", other.id().text()}}).status() == 200);
  const auto page = staff.get("/users/" + other.id().text() + "/disable");
  BOOST_TEST(has(page, name));
  BOOST_TEST(!user(other.id()).is_disabled);
}

BOOST_AUTO_TEST_CASE(a_new_password_ends_the_sessions) {
  const Staff staff(*this, staff::Permissions::all());
  const Staff other(*this, staff::Permissions::all());
  const std::string path = "/users/" + other.id().text() + "/password";
  BOOST_TEST(staff.post(path, {{"password", "short"}}).status() == 422);
  BOOST_TEST(other.get("/users").status() == 200);
  BOOST_TEST(staff.post(path, {{"password", "three quiet words"}}).status() == 303);
  BOOST_TEST(other.get("/users").status() == 303);
}

BOOST_AUTO_TEST_CASE(a_role_in_use_stays) {
  const Staff staff(*this, staff::Permissions::all());
  const auto role = staff::list_roles_of(db(), staff.id()).at(0);
  BOOST_TEST(staff.post("/roles/" + role.id.text() + "/remove", {}).status() == 409);
  const std::string name = Uuid::make().text();
  BOOST_TEST(staff.post("/roles/new", {{"name", name}, {"permissions.leads:view", "1"}}).status() == 303);
  BOOST_TEST(staff.post("/roles/new", {{"name", name}}).status() == 422);
  const auto made = staff::find_role(db(), name).value();
  BOOST_TEST(made.permissions.granted().size() == 1U);
  BOOST_TEST(staff.post("/roles/" + made.id.text() + "/remove", {}).status() == 303);
  BOOST_TEST(!staff::find_role(db(), name));
}

BOOST_AUTO_TEST_CASE(a_password_that_everybody_tries_first_is_refused_wherever_one_is_set) {
  const Staff staff(*this, staff::Permissions::all());
  const Staff other(*this, staff::Permissions::all());
  const std::string others = "/users/" + other.id().text() + "/password";
  const test::Fields user{{"firstName", "Nora"}, {"lastName", "New"}, {"email", test::new_email()}};
  for (const std::string& password : {std::string("Password2026!"), staff.email()}) {
    const std::string name_or_word = password == staff.email() ? other.email() : password;
    BOOST_TEST(staff.post(others, {{"password", name_or_word}}).status() == 422);
    BOOST_TEST(
        staff.post("/me/password", {{"current", std::string(Staff::password)}, {"password", password}}).status() ==
        422);
  }
  auto fields = user;
  fields.emplace_back("password", "administrator");
  BOOST_TEST(has(staff.post("/users/new", fields), "passwords that are tried first"));
  fields.back().second = user[2].second;
  BOOST_TEST(has(staff.post("/users/new", fields), "a name that everybody knows"));
}

BOOST_AUTO_TEST_CASE(ones_own_password_and_second_factor_are_changed_in_my_account_alone) {
  const Staff staff(*this, staff::Permissions::all());
  const std::string own = "/users/" + staff.id().text();
  const auto stored = [&] {
    return db().query("SELECT password_hash FROM users WHERE id = ?", {staff.id()}).at(0).text("password_hash");
  };
  const std::string before = stored();
  const auto session = db().query("SELECT id FROM staff_sessions WHERE user_id = ?", {staff.id()}).at(0).uuid("id");
  static_cast<void>(staff::add_second_factor(db(), {"test", {}}, {staff.id(), {"sealed", "00000000"}, 1, session}));
  BOOST_TEST(staff.get(own + "/password").find_header("Location") == "/admin/me");
  BOOST_TEST(staff.post(own + "/password", {{"password", "three quiet words"}}).find_header("Location") == "/admin/me");
  BOOST_TEST(stored() == before);
  BOOST_TEST(staff.post(own + "/reset-factor", {}).find_header("Location") == "/admin/me");
  BOOST_TEST(staff::count_recovery_codes(db(), staff.id()) == 10);
  BOOST_TEST(!has(staff.get(own), "reset-factor"));
}

BOOST_AUTO_TEST_CASE(ones_own_password_cannot_be_guessed_either) {
  const Staff staff(*this, staff::Permissions::all());
  const std::string right(Staff::password);
  const auto change = [&](const std::string& current) {
    return staff.post("/me/password", {{"current", current}, {"password", "three quiet words"}});
  };
  for (std::uint64_t i = 0; i < config().sign_in.account_failures; ++i)
    BOOST_TEST(has(change("wrong"), "not your password"));
  BOOST_TEST(has(change(right), "too many wrong passwords"));
  db().execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + 899");
  BOOST_TEST(staff.get("/me").status() == 200);
  BOOST_TEST(has(change(right), "too many wrong passwords"));
  db().execute_text("SET timestamp = @@timestamp + 2");
  BOOST_TEST(change(right).status() == 303);
  db().execute_text("SET timestamp = DEFAULT");
}

BOOST_AUTO_TEST_SUITE_END()
