#include "admin/system/user_form.hpp"

#include <algorithm>

#include "admin/frame/frame.hpp"
#include "customers/email.hpp"
#include "staff/role_store.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using staff::Area;
using staff::Level;
using staff::User;

bool is_in(const std::vector<std::string>& values, const std::string& value) {
  return std::ranges::find(values, value) != values.end();
}

// What the form shows: what was typed, or for a first look what is stored.
struct Shown {
  std::string first_name;
  std::string last_name;
  std::string email;
  std::vector<std::string> roles;  // ids
};

std::vector<std::string> role_ids(const Visit& visit, const Uuid& user) {
  std::vector<std::string> ids;
  for (const auto& role : staff::list_roles_of(visit.db, user)) ids.push_back(role.id.text());
  return ids;
}

std::string state_of(const Visit& visit, const User& user) {
  std::vector<std::string> values{user.first_name, user.last_name, user.email};
  const auto roles = role_ids(visit, user.id);
  values.insert(values.end(), roles.begin(), roles.end());
  return fingerprint(values);
}

Shown typed(const Visit& visit) {
  return {visit.typed("firstName"), visit.typed("lastName"), visit.typed("email"), read_ticks(visit, "roles")};
}

std::vector<Field> fields_of(const Visit& visit, const Shown& shown) {
  std::vector<Field> fields{
      {.name = "firstName", .label = "First name", .value = shown.first_name, .need = Field::Need::required},
      {.name = "lastName", .label = "Last name", .value = shown.last_name, .need = Field::Need::required},
      {.name = "email",
       .label = "E-mail",
       .kind = Field::Kind::email,
       .value = shown.email,
       .need = Field::Need::required}};
  Field roles{.name = "roles", .label = "Roles", .kind = Field::Kind::choices};
  roles.hint =
      "Without a role the user sees nothing in the admin area, and can still be the source of an API key's leads.";
  for (const auto& role : staff::list_roles(visit.db)) {
    roles.choices.push_back({role.id.text(), role.name, is_in(shown.roles, role.id.text())});
  }
  fields.push_back(roles);
  return fields;
}

// The ticked roles. Nobody gives or takes what he may not do himself.
std::vector<Uuid> read_roles(const Visit& visit, const std::vector<std::string>& before, Errors& errors) {
  std::vector<Uuid> ids;
  const auto ticked = read_ticks(visit, "roles");
  for (const auto& role : staff::list_roles(visit.db)) {
    const bool is_ticked = is_in(ticked, role.id.text());
    if (is_ticked) ids.push_back(role.id);
    if (is_ticked != is_in(before, role.id.text()) && !visit.session.permissions.cover(role.permissions)) {
      errors["roles"] = "The role " + role.name + " allows more than you may do, so you cannot give or take it.";
    }
  }
  return ids;
}

User read_user(const Visit& visit, Errors& errors) {
  User user;
  user.first_name = read_label(visit, "firstName", errors);
  user.last_name = read_label(visit, "lastName", errors);
  const auto email = customers::parse_email(visit.typed("email"));
  if (!email) errors["email"] = "This is not a valid e-mail address.";
  user.email = email.value_or("");
  return user;
}

Response render_form(const Visit& visit, const User& user, const Shown& shown, const Errors& errors) {
  Page page(visit, user.first_name + " " + user.last_name);
  page.below("Users", "/admin/users");
  if (const auto found = errors.find(""); found != errors.end()) page.add(Notice{Tone::bad, found->second});
  if (user.is_disabled) page.add(Notice{Tone::warn, "This user is disabled, and so are the API keys tied to it."});
  if (visit.may(Area::users, Level::edit)) {
    Form form{.title = "", .action = "/users/" + user.id.text(), .submit = "Save"};
    form.fields = fields_of(visit, shown);
    tell(form.fields, errors);
    form.hidden = {{"seen", errors.empty() ? state_of(visit, user) : visit.typed("seen")}};
    form.cancel = "/admin/users";
    page.add(form);
    const std::string address = "/admin/users/" + user.id.text();
    const bool is_own = user.id == visit.session.user_id;
    page.link_to("Change password", is_own ? "/admin/me" : address + "/password");
    if (!is_own && visit.db.query("SELECT COUNT(*) FROM second_factors WHERE user_id = ?", {user.id}).at(0).flag(0)) {
      page.add(Form{.title = "Second factor",
                    .action = "/users/" + user.id.text() + "/reset-factor",
                    .submit = "Remove the second factor",
                    .text = "For a user who has lost the phone and the recovery codes.",
                    .tone = Tone::bad});
    }
    if (user.is_disabled) {
      page.add(Form{.title = "Enable", .action = "/users/" + user.id.text() + "/enable", .submit = "Enable"});
    } else {
      page.link_to("Disable", address + "/disable");
    }
  } else {
    std::string roles;
    for (const auto& role : staff::list_roles_of(visit.db, user.id)) roles += (roles.empty() ? "" : ", ") + role.name;
    page.add(Details{"", {{"E-mail", plain(user.email)}, {"Roles", plain(roles)}, {"Since", moment(user.created_at)}}});
  }
  return page.render(errors.empty() ? 200 : 422);
}

}  // namespace

PasswordCost password_cost(const Config& config) {
  return {config.password_cost.memory_kib, config.password_cost.passes};
}

std::vector<std::string> own_words(const User& user) {
  return {user.email, user.first_name, user.last_name, user.first_name + user.last_name};
}

Response show_user_form(const Visit& visit, const User& user, const Errors& errors) {
  return render_form(visit, user, {user.first_name, user.last_name, user.email, role_ids(visit, user.id)}, errors);
}

Response save_user_form(const Visit& visit, const User& user) {
  Errors errors;
  User after = read_user(visit, errors);
  std::vector<Uuid> seen_roles;
  for (const auto& role : staff::list_roles_of(visit.db, user.id)) seen_roles.push_back(role.id);
  const auto roles = read_roles(visit, role_ids(visit, user.id), errors);
  if (errors.empty() && visit.typed("seen") != state_of(visit, user)) errors[""] = last_change(visit, user.id);
  if (errors.empty()) {
    const auto changed = staff::change_user(visit.db, visit.actor(), {user, seen_roles}, {after, roles});
    if (changed == staff::UserChange::changed_meanwhile) errors[""] = last_change(visit, user.id);
    if (changed == staff::UserChange::email_taken) errors["email"] = "Another user has this e-mail.";
    if (changed == staff::UserChange::last_administrator) {
      errors["roles"] = "This is the last administrator, and somebody has to be able to make the others.";
    }
  }
  if (!errors.empty()) return render_form(visit, user, typed(visit), errors);
  return go("/users/" + user.id.text(), "user_saved");
}

Response show_new_user_form(const Visit& visit, const Errors& errors) {
  Form form{.title = "", .action = "/users/new", .submit = "Save"};
  form.fields = fields_of(visit, typed(visit));
  form.fields.push_back({.name = "password",
                         .label = "Password",
                         .kind = Field::Kind::password,
                         .hint = "At least 12 characters. Without one the user cannot sign in.",
                         .autocomplete = "new-password"});
  tell(form.fields, errors);
  form.cancel = "/admin/users";
  Page page(visit, "New user");
  return page.below("Users", "/admin/users").add(form).render(errors.empty() ? 200 : 422);
}

Response save_new_user_form(const Visit& visit) {
  Errors errors;
  const User user = read_user(visit, errors);
  const auto roles = read_roles(visit, {}, errors);
  const std::string password = visit.typed("password");
  if (!password.empty()) check_new_password(visit, "password", own_words(user), errors);
  if (!errors.empty()) return show_new_user_form(visit, errors);
  const auto hash =
      password.empty() ? std::nullopt : std::optional(crypto::hash_password(password, visit.config.password_cost));
  const auto id =
      staff::create_user(visit.db, visit.actor(), {user.email, user.first_name, user.last_name, hash, roles});
  if (!id) return show_new_user_form(visit, {{"email", "A user has this e-mail."}});
  return go("/users", "user_created");
}

}  // namespace latchkey::admin
