#include "cli/setup/first_steps.hpp"

#include <filesystem>
#include <iostream>

#include "cli/people/staff_user.hpp"
#include "cli/setup/configuration_files.hpp"
#include "cli/upkeep/key_rotation.hpp"
#include "email/email.hpp"
#include "links/menu_store.hpp"
#include "staff/role_store.hpp"
#include "staff/user_store.hpp"

namespace latchkey::cli {
namespace {

bool has_sealed_secrets(db::Connection& db) {
  return !db.query(
                R"sql(
                SELECT 1 FROM trading_platforms
                UNION ALL SELECT 1 FROM account_openings WHERE main_password IS NOT NULL
                UNION ALL SELECT 1 FROM account_renewals WHERE main_password IS NOT NULL
                UNION ALL SELECT 1 FROM second_factors
                LIMIT 1)sql")
              .empty();
}

// The user is there, but nobody is an administrator: an earlier run was cut off.
void promote(Context& context, const staff::User& user, const std::string& password) {
  auto& db = context.db();
  const auto hash = hash_staff_password(context, password, {user.email, user.first_name, user.last_name});
  staff::set_user_password(db, Context::actor(), user, hash);
  std::vector<Uuid> roles{staff::require_administrator_role(db, Context::actor()).id};
  for (const auto& role : staff::list_roles_of(db, user.id)) {
    if (role.id != roles.front()) roles.push_back(role.id);
  }
  static_cast<void>(staff::set_roles(db, Context::actor(), user.id, roles));
}

}  // namespace

void require_key_file(Context& context) {
  const std::string& file = context.config().key_file;
  if (!std::filesystem::exists(file)) {
    if (has_sealed_secrets(context.db())) {
      throw Refusal("the key file " + file +
                    " is missing, and secrets in the database are sealed with it: copy it from another machine of this "
                    "installation, from a back-up, or from /var/backups/latchkey, where a purge puts it");
    }
    if (!rotate_secret_keys(context.db(), Context::actor(), file)) {
      throw Refusal("a `latchkey secrets rotate` is running; wait for it to end");
    }
    std::cerr << "made the key file " << file << ": keep a back-up of it, apart from the database's\n";
  }
  share_key_file(file);
}

void require_administrator(Context& context, const FirstAdministrator& administrator) {
  auto& db = context.db();
  if (staff::count_administrators(db).all > 0) return;
  const std::string text = administrator.read_email();
  const auto email = email::parse_email(text);
  if (!email) throw CLI::ValidationError("--admin-email", text + " is not a valid e-mail address");
  if (const auto user = staff::find_user(db, *email)) {
    promote(context, *user, administrator.read_password());
    std::cerr << *email << " is the first administrator now\n";
    return;
  }
  create_staff_user(context, {.email = *email,
                              .first_name = administrator.first_name,
                              .last_name = administrator.last_name,
                              .read_password = administrator.read_password});
}

void require_menu(Context& context) {
  if (!links::list_menus(context.db()).empty()) return;
  links::Menu menu;
  menu.label = "Dashboard";
  menu.path = "/dashboard";
  menu.is_home = true;
  if (links::add_menu(context.db(), Context::actor(), menu)) std::cerr << "customers land on /dashboard\n";
}

}  // namespace latchkey::cli
