#include <iostream>

#include "base/utf8.hpp"
#include "cli/context.hpp"
#include "cli/people/staff_user.hpp"
#include "email/email.hpp"
#include "staff/click_id_key.hpp"
#include "staff/links/password_links.hpp"
#include "staff/password_rules.hpp"
#include "staff/role_store.hpp"
#include "staff/user_store.hpp"

namespace latchkey::cli {
namespace {

struct CreateOptions {
  NewStaffUser user;
  bool has_password = false;
};

std::vector<staff::Role> require_roles(Context& context, const std::vector<std::string>& names) {
  std::vector<staff::Role> roles;
  for (const auto& name : names) {
    const auto role = staff::find_role(context.db(), name);
    if (!role) throw Refusal("there is no role " + name + "; see Settings > System > User Management > Roles");
    roles.push_back(*role);
  }
  return roles;
}

// Without a role, the first user who can sign in becomes the administrator: somebody has to make the others.
void give_roles(Context& context, const Uuid& user, std::vector<staff::Role> roles, const NewStaffUser& made) {
  auto& db = context.db();
  if (roles.empty() && made.read_password && staff::count_administrators(db).all == 0) {
    roles.push_back(staff::require_administrator_role(db, Context::actor()));
    std::cerr << "note: " << made.email << " is the first who can sign in and gets the role " << roles.front().name
              << '\n';
  }
  std::vector<Uuid> ids;
  ids.reserve(roles.size());
  for (const auto& role : roles) ids.push_back(role.id);
  if (!ids.empty()) static_cast<void>(staff::set_roles(db, Context::actor(), user, ids));
}

std::optional<staff::InvitedUser> make_user(Context& context, const staff::NewUser& user, const NewStaffUser& made) {
  if (made.is_invited) return staff::invite_user(context.db(), Context::actor(), user);
  const auto id = staff::create_user(context.db(), Context::actor(), user);
  return id ? std::optional(staff::InvitedUser{*id, false}) : std::nullopt;
}

void create(Context& context, CreateOptions options) {
  if (options.has_password) options.user.read_password = [] { return read_secret_line("password"); };
  if (options.user.is_invited && !context.config().mail) {
    throw Refusal("no mails are sent: " + context.config().file + " has no [mail]; use --password-stdin");
  }
  std::cout << create_staff_user(context, options.user).text() << '\n';
}

void list(Context& context, Output output) {
  Listing listing{
      {{"EMAIL", "email"}, {"FIRST NAME", "firstName"}, {"LAST NAME", "lastName"}, {"DISABLED", "disabled"}},
      nlohmann::json::array()};
  for (const auto& user : staff::list_users(context.db())) {
    listing.rows.push_back({{"id", user.id.text()},
                            {"email", user.email},
                            {"firstName", user.first_name},
                            {"lastName", user.last_name},
                            {"disabled", user.is_disabled},
                            {"createdAt", user.created_at}});
  }
  print(listing, output);
}

staff::User require_user(Context& context, const std::string& wanted) {
  auto user = staff::find_user(context.db(), wanted);
  if (!user) throw Refusal("there is no user " + wanted + "; see latchkey user list");
  return std::move(*user);
}

void change(Context& context, const std::string& wanted, const std::string& click_id_key) {
  static constexpr std::size_t longest = 64;
  check_label("--click-id-key", click_id_key);
  if (count_characters(click_id_key) > longest) {
    throw CLI::ValidationError("--click-id-key", "must have at most 64 characters");
  }
  staff::set_click_id_key(context.db(), Context::actor(), require_user(context, wanted), click_id_key);
}

struct StateCommand {
  std::string name;
  std::string help;
  staff::UserState state;
};

void add_state_command(CLI::App& group, Context& context, const StateCommand& made) {
  CLI::App* command = group.add_subcommand(made.name, made.help);
  const auto wanted = std::make_shared<std::string>();
  command->add_option("user", *wanted, "E-mail or id")->required();
  command->callback([&context, wanted, state = made.state] {
    const auto user = require_user(context, *wanted);
    if (staff::set_user_state(context.db(), Context::actor(), user, state) == staff::UserChange::last_administrator) {
      throw Refusal(*wanted + " is the last administrator; make another one first");
    }
  });
}

}  // namespace

std::string hash_staff_password(Context& context, const std::string& password, const StaffNames& names) {
  const auto problem = staff::check_staff_password(password, {.email = names.email,
                                                              .first_name = names.first_name,
                                                              .last_name = names.last_name,
                                                              .site_name = context.config().site_name,
                                                              .base_url = context.config().base_url});
  if (problem) throw Refusal("the password is not taken: " + *problem);
  return crypto::hash_password(password, context.password_cost());
}

Uuid create_staff_user(Context& context, const NewStaffUser& made) {
  const auto email = email::parse_email(made.email);
  if (!email) throw CLI::ValidationError("--email", made.email + " is not a valid e-mail address");
  check_label("--first-name", made.first_name);
  check_label("--last-name", made.last_name);
  const auto roles = require_roles(context, made.roles);
  std::optional<std::string> password_hash;
  if (made.read_password) {
    password_hash = hash_staff_password(context, made.read_password(), {*email, made.first_name, made.last_name});
  }
  const auto user = make_user(
      context, {*email, std::string(trim(made.first_name)), std::string(trim(made.last_name)), password_hash}, made);
  if (!user) throw Refusal("there is a user with the e-mail " + *email);
  give_roles(context, user->id, roles, made);
  if (made.is_invited && !user->is_mailed) {
    throw Refusal("the user is made, and not invited: the address has had five mails within the hour");
  }
  return user->id;
}

void add_user_commands(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("user", "Staff")->require_subcommand(1);

  CLI::App* create_command = group->add_subcommand("create", "Make a user and print the id");
  const auto options = std::make_shared<CreateOptions>();
  create_command->add_option("--email", options->user.email, "Signs in with it; names the user")->required();
  create_command->add_option("--first-name", options->user.first_name, "First name")->required();
  create_command->add_option("--last-name", options->user.last_name, "Last name")->required();
  create_command->add_option("--role", options->user.roles, "A role of the user in the admin area; may be repeated")
      ->allow_extra_args(false);
  create_command->add_flag("--password-stdin", options->has_password,
                           "Read a password from standard input; at a terminal it is asked for");
  CLI::Option* invite = create_command->add_flag("--invite", options->user.is_invited,
                                                 "Mail a link by which the user chooses a password");
  invite->excludes(create_command->get_option("--password-stdin"));
  create_command->callback([&context, options] { create(context, *options); });

  CLI::App* list_command = group->add_subcommand("list", "List the users");
  const auto output = std::make_shared<Output>(Output::table);
  add_json_flag(*list_command, output);
  list_command->callback([&context, output] { list(context, *output); });

  CLI::App* change_command = group->add_subcommand("change", "Change what a user's postbacks carry");
  const auto changed = std::make_shared<std::string>();
  const auto click_id_key = std::make_shared<std::string>();
  change_command->add_option("user", *changed, "E-mail or id")->required();
  change_command
      ->add_option(
          "--click-id-key", *click_id_key,
          "Under which key of utmDetails or metadata the user's tracker sends its click id (click_id at first)")
      ->required();
  change_command->callback([&context, changed, click_id_key] { change(context, *changed, *click_id_key); });

  add_state_command(*group, context,
                    {.name = "disable",
                     .help = "Stop a user and the API keys tied to the user",
                     .state = staff::UserState::disabled});
  add_state_command(
      *group, context,
      {.name = "enable", .help = "Let a user and the tied API keys work again", .state = staff::UserState::enabled});
}

}  // namespace latchkey::cli
