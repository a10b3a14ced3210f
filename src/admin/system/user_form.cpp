#include <algorithm>

#include "admin/frame/edit_form.hpp"
#include "admin/system/system_pages.hpp"
#include "admin/system/users_page.hpp"
#include "crypto/password.hpp"
#include "email/email.hpp"
#include "staff/links/password_links.hpp"
#include "staff/role_store.hpp"
#include "staff/second_factor.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using staff::Area;
using staff::Level;
using staff::User;
using staff::UserRecord;

bool has_role(const UserRecord& record, const staff::Role& role) {
  return std::ranges::find(record.roles, role.id) != record.roles.end();
}

Found<UserRecord> find_record(const Visit& visit) {
  auto found = find_user(visit);
  if (auto* refusal = std::get_if<Response>(&found)) return std::move(*refusal);
  UserRecord record{std::get<User>(std::move(found)), {}};
  for (const auto& role : staff::list_roles_of(visit.db, record.user.id)) record.roles.push_back(role.id);
  return record;
}

Found<UserRecord> start_record(const Visit&) { return UserRecord(); }

Version version_of(const UserRecord& record) {
  std::vector<std::string> values{record.user.first_name, record.user.last_name, record.user.email};
  for (const auto& role : record.roles) values.push_back(role.text());
  return {record.user.id, fingerprint_of(values)};
}

// The ticked roles. Nobody gives or takes what he may not do himself.
std::vector<Uuid> read_roles(const Visit& visit, const UserRecord& before, Errors& errors) {
  std::vector<Uuid> roles;
  for (const auto& role : staff::list_roles(visit.db)) {
    const bool is_wanted = is_ticked(visit, "roles", role.id.text());
    if (is_wanted) roles.push_back(role.id);
    if (is_wanted != has_role(before, role) && !visit.session.permissions.cover(role.permissions)) {
      errors["roles"] = "The role " + role.name + " allows more than you may do, so you cannot give or take it.";
    }
  }
  return roles;
}

UserRecord read_record(const Visit& visit, const UserRecord& before, Edit& edit) {
  UserRecord record = before;
  record.user.first_name = read_label(visit, "firstName", edit.errors);
  record.user.last_name = read_label(visit, "lastName", edit.errors);
  const auto email = email::parse_email(visit.typed("email"));
  if (!email) edit.errors["email"] = "This is not a valid e-mail address.";
  record.user.email = email.value_or("");
  record.roles = read_roles(visit, before, edit.errors);
  const bool has_password = edit.is_new() && !visit.typed("password").empty();
  if (has_password) check_new_password(visit, "password", record.user, edit.errors);
  return record;
}

SaveOutcome add_record(const Visit& visit, const UserRecord& record) {
  const auto& user = record.user;
  staff::NewUser made{user.email, user.first_name, user.last_name, std::nullopt, record.roles};
  const Errors taken{{"email", "A user has this e-mail."}};
  const std::string password = visit.typed("password");
  if (password.empty() && visit.config.mail) {
    const auto invited = staff::invite_user(visit.db, visit.actor(), made);
    if (!invited) return taken;
    return Saved{"/users/" + invited->id.text(), invited->is_mailed ? "user_invited" : "mail_limit"};
  }
  if (!password.empty()) made.password_hash = crypto::hash_password(password, visit.config.password_cost);
  if (!staff::create_user(visit.db, visit.actor(), made)) return taken;
  return Saved{"/users", "user_created"};
}

SaveOutcome change_record(const Visit& visit, const UserRecord& before, const UserRecord& after) {
  switch (staff::change_user(visit.db, visit.actor(), before, after)) {
    case staff::UserChange::changed_meanwhile:
      return ChangedMeanwhile();
    case staff::UserChange::email_taken:
      return Errors{{"email", "Another user has this e-mail."}};
    case staff::UserChange::last_administrator:
      return Errors{{"roles", "This is the last administrator, and somebody has to be able to do everything."}};
    case staff::UserChange::done:
      break;
  }
  return Saved{"/users/" + before.user.id.text(), "user_saved"};
}

std::vector<Field> fields_of(const Visit& visit, const UserRecord& record) {
  const auto& user = record.user;
  std::vector<Field> fields{
      {.name = "firstName", .label = "First name", .value = user.first_name, .need = Field::Need::required},
      {.name = "lastName", .label = "Last name", .value = user.last_name, .need = Field::Need::required},
      {.name = "email",
       .label = "E-mail",
       .kind = Field::Kind::email,
       .value = user.email,
       .need = Field::Need::required}};
  Field roles{.name = "roles", .label = "Roles", .kind = Field::Kind::choices};
  roles.hint =
      "Without a role the user sees nothing in the admin area, and can still be the source of an API key's leads.";
  for (const auto& role : staff::list_roles(visit.db)) {
    roles.choices.push_back({role.id.text(), role.name, has_role(record, role)});
  }
  fields.push_back(roles);
  return fields;
}

Response show_empty_form(const Visit& visit, const UserRecord& record, const Edit& edit) {
  Form form{.action = "/users/new", .submit = "Save", .fields = fields_of(visit, record), .cancel = "/admin/users"};
  form.fields.push_back({.name = "password",
                         .label = "Password",
                         .kind = Field::Kind::password,
                         .hint = visit.config.mail
                                     ? "At least 12 characters. Without one the user is invited by mail to choose it."
                                     : "At least 12 characters. Without one the user cannot sign in.",
                         .autocomplete = "new-password"});
  Page page(visit, "New user");
  page.below("Users", "/admin/users");
  return render_edit(visit, page, form, edit);
}

// What else can be done to the user: links at the top, and forms below that of the names and roles.
void add_deeds(const Visit& visit, const User& user, Page& page) {
  const std::string path = "/users/" + user.id.text();
  const bool is_own = user.id == visit.session.user_id;
  if (visit.config.mail && !is_own && !user.is_disabled) {
    page.add(Form{.title = "Mail a link for a new password",
                  .action = path + "/mail-password",
                  .submit = "Send link",
                  .text = "To " + user.email + ". It works once, for 24 hours. Until then nothing changes."});
  }
  page.link_to("Change password", is_own ? "/admin/me" : "/admin" + path + "/password", Weight::quiet);
  if (!is_own && staff::has_second_factor(visit.db, user.id)) {
    page.add(Form{.title = "Second factor",
                  .action = path + "/reset-factor",
                  .submit = "Remove the second factor",
                  .text = "For a user who has lost the phone, the passkeys and the recovery codes: all of them go.",
                  .tone = Tone::bad});
  }
  if (user.is_disabled) {
    page.add(Form{.title = "Enable", .action = path + "/enable", .submit = "Enable"});
  } else {
    page.link_to("Disable", "/admin" + path + "/disable", Weight::dangerous);
  }
}

Details details_of(const Visit& visit, const User& user) {
  std::string roles;
  for (const auto& role : staff::list_roles_of(visit.db, user.id)) roles += (roles.empty() ? "" : ", ") + role.name;
  return {"", {{"E-mail", plain(user.email)}, {"Roles", plain(roles)}, {"Since", moment(user.created_at)}}};
}

Response show_form(const Visit& visit, const UserRecord& record, const Edit& edit) {
  if (edit.is_new()) return show_empty_form(visit, record, edit);
  const auto& user = record.user;
  Page page(visit, user.first_name + " " + user.last_name);
  page.below("Users", "/admin/users");
  add_problem(page, edit);
  if (user.is_disabled) page.add(Notice{Tone::warn, "This user is disabled, and so are the API keys tied to it."});
  if (!visit.may(Area::users, Level::edit)) return page.add(details_of(visit, user)).render();
  Form form{.action = "/users/" + user.id.text(),
            .submit = "Save",
            .fields = fields_of(visit, record),
            .cancel = "/admin/users"};
  add_edit_form(visit, page, form, edit);
  add_deeds(visit, user, page);
  return page.render(edit.errors.empty() ? 200 : 422);
}

constexpr EditRules<UserRecord> user_rules{.find = find_record,
                                           .start = start_record,
                                           .version_of = version_of,
                                           .read = read_record,
                                           .add = add_record,
                                           .change = change_record,
                                           .show = show_form};

}  // namespace

Response show_new_user(const Visit& visit) { return show_new(visit, user_rules); }

Response save_new_user(const Visit& visit) { return save_new(visit, user_rules); }

Response show_user(const Visit& visit) { return show_stored(visit, user_rules); }

Response save_user(const Visit& visit) { return save_stored(visit, user_rules); }

}  // namespace latchkey::admin
