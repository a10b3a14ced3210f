#include "admin/system/users_page.hpp"

#include <map>

#include "admin/system/system_pages.hpp"
#include "api/keys/api_key_store.hpp"
#include "crypto/password.hpp"
#include "staff/links/password_links.hpp"
#include "staff/password_rules.hpp"
#include "staff/role_store.hpp"
#include "staff/second_factor.hpp"
#include "staff/user_store.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using staff::Area;
using staff::Level;
using staff::User;

template <class T>
T found_or_empty(const std::map<Uuid, T>& all, const Uuid& id) {
  const auto found = all.find(id);
  return found == all.end() ? T{} : found->second;
}

// What one does to oneself is done in "My account", which asks for the password or the code.
std::optional<Response> send_to_own_account(const Visit& visit, const User& user) {
  return user.id == visit.session.user_id ? std::optional(go("/me")) : std::nullopt;
}

Cell factor_cell(const staff::SignInFacts& facts) {
  if (facts.has_second_factor) return badge("on", Tone::good);
  return facts.has_password ? badge("off", Tone::warn) : plain("");
}

Response password_form(const Visit& visit, const User& user, const Errors& errors) {
  Form form{.action = "/users/" + visit.id + "/password", .submit = "Change password"};
  form.fields = {{.name = "password",
                  .label = "New password",
                  .kind = Field::Kind::password,
                  .hint = "At least 12 characters. The user's sessions in the admin area end.",
                  .need = Field::Need::required,
                  .autocomplete = "new-password"}};
  tell(form.fields, errors);
  form.cancel = "/admin/users/" + visit.id;
  Page page(visit, "Password of " + user.email);
  return page.below("Users", "/admin/users").add(form).render(errors.empty() ? 200 : 422);
}

}  // namespace

Found<User> find_user(const Visit& visit) {
  auto user = Uuid::parse(visit.id) ? staff::find_user(visit.db, visit.id) : std::nullopt;
  if (!user) return refuse(visit, 404, "User not found", "There is no user at this address.");
  // Who sets a user's password can sign in as that user, so nothing is done to a user who may do more than the visitor.
  const auto& own = visit.session.permissions;
  if (visit.request.method == "POST" && !own.cover(staff::find_permissions(visit.db, user->id))) {
    return refuse(visit, 403, "Not allowed", "This user may do more than you. Ask an administrator.");
  }
  return *std::move(user);
}

void check_new_password(const Visit& visit, const std::string& field, const User& user, Errors& errors) {
  const auto problem = staff::check_staff_password(visit.typed(field), {.email = user.email,
                                                                        .first_name = user.first_name,
                                                                        .last_name = user.last_name,
                                                                        .site_name = visit.config.site_name,
                                                                        .base_url = visit.config.base_url});
  if (problem) errors[field] = *problem;
}

Response list_users(const Visit& visit) {
  Page page(visit, "Users");
  if (visit.may(Area::users, Level::edit)) page.link_to("New", "/admin/users/new");
  Table table{
      .empty = "There is no user yet.",
      .columns = {"Name", "E-mail", "State", "Roles", "Second factor", "Last sign-in", "Open API keys", "Since"}};
  const auto roles = staff::list_role_names(visit.db);
  const auto keys = api::count_open_api_keys(visit.db);
  const auto sign_ins = staff::list_sign_in_facts(visit.db);
  for (const auto& user : staff::list_users(visit.db)) {
    const std::string name = user.first_name + " " + user.last_name;
    const auto key_count = found_or_empty(keys, user.id);
    const auto facts = found_or_empty(sign_ins, user.id);
    Cell who = link(name, "/admin/users/" + user.id.text());
    who.about = user.email;
    table.rows.push_back({std::move(who), plain(user.email),
                          user.is_disabled ? badge("disabled", Tone::bad) : badge("enabled", Tone::good),
                          plain(found_or_empty(roles, user.id)), factor_cell(facts), moment(facts.last_sign_in_at),
                          plain(key_count == 0 ? "" : std::to_string(key_count)), moment(user.created_at)});
  }
  return page.add(table).render();
}

Response confirm_disable_user(const Visit& visit) {
  return with_found(find_user(visit), [&](const User& user) {
    Form form{.action = "/users/" + visit.id + "/disable", .submit = "Disable", .tone = Tone::bad};
    form.text = user.email + " can no longer sign in, and open sessions end at once.";
    form.cancel = "/admin/users/" + visit.id;
    Table keys{.title = "API keys that stop",
               .empty = "No API key is tied to this user, so none stops.",
               .columns = {"Name", "API key", "Last used"}};
    for (const auto& key : api::list_open_api_keys_of(visit.db, user.id)) {
      keys.rows.push_back({plain(key.name), code(key.prefix + "…"), moment(key.last_used_at)});
    }
    Page page(visit, "Disable " + user.first_name + " " + user.last_name);
    return page.below("Users", "/admin/users").add(form).add(keys).render();
  });
}

Response disable_user(const Visit& visit) {
  return with_found(find_user(visit), [&](const User& user) {
    if (staff::set_user_state(visit.db, visit.actor(), user, staff::UserState::disabled) ==
        staff::UserChange::last_administrator) {
      return refuse(visit, 409, "This is the last administrator", "Make another administrator first.");
    }
    return go("/users", "user_disabled");
  });
}

Response enable_user(const Visit& visit) {
  return with_found(find_user(visit), [&](const User& user) {
    static_cast<void>(staff::set_user_state(visit.db, visit.actor(), user, staff::UserState::enabled));
    return go("/users/" + visit.id, "user_enabled");
  });
}

Response reset_second_factor(const Visit& visit) {
  return with_found(find_user(visit), [&](const User& user) {
    if (auto elsewhere = send_to_own_account(visit, user)) return std::move(*elsewhere);
    staff::remove_all_factors(visit.db, visit.actor(), user.id);
    return go("/users/" + visit.id, "factor_reset");
  });
}

Response mail_user_password(const Visit& visit) {
  if (!visit.config.mail) return refuse(visit, 404, "Page not found", "There is no page at this address.");
  return with_found(find_user(visit), [&](const User& user) {
    if (auto elsewhere = send_to_own_account(visit, user)) return std::move(*elsewhere);
    if (user.is_disabled) return refuse(visit, 409, "The user is disabled", "A disabled user cannot sign in.");
    const bool is_queued = visit.db.in_transaction(
        [&](db::Transaction&) { return staff::mail_password_link(visit.db, visit.actor(), user, mails::Kind::reset); });
    return go("/users/" + visit.id, is_queued ? "user_mailed" : "mail_limit");
  });
}

Response show_user_password(const Visit& visit) {
  return with_found(find_user(visit), [&](const User& user) {
    auto elsewhere = send_to_own_account(visit, user);
    return elsewhere ? std::move(*elsewhere) : password_form(visit, user, {});
  });
}

Response save_user_password(const Visit& visit) {
  return with_found(find_user(visit), [&](const User& user) {
    if (auto elsewhere = send_to_own_account(visit, user)) return std::move(*elsewhere);
    Errors errors;
    check_new_password(visit, "password", user, errors);
    if (!errors.empty()) return password_form(visit, user, errors);
    staff::set_user_password(visit.db, visit.actor(), user,
                             crypto::hash_password(visit.typed("password"), visit.config.password_cost));
    return go("/users/" + visit.id, "password_changed");
  });
}

}  // namespace latchkey::admin
