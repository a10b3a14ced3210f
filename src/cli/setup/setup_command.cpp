// latchkey setup: from an installed package to an installation that serves. Every step looks at what is there first, so
// that all of it may be repeated; none takes back what it did not do.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include "cli/context.hpp"
#include "cli/restore/epoch.hpp"
#include "cli/schema/migrations.hpp"
#include "cli/setup/configuration_files.hpp"
#include "cli/setup/database_accounts.hpp"
#include "cli/setup/first_steps.hpp"
#include "cli/setup/nginx_site.hpp"
#include "cli/setup/nginx_text.hpp"
#include "cli/setup/run_program.hpp"
#include "cli/setup/setup_options.hpp"
#include "cli/setup/units.hpp"

namespace latchkey::cli {
namespace {

namespace fs = std::filesystem;

std::string own_account(Program program) { return "latchkey_" + std::string(section_name(program)); }

void tell(AccountChange change, const std::string& user) {
  if (change == AccountChange::made) std::cerr << "made the database account " << user << '\n';
  if (change == AccountChange::password_set) {
    std::cerr << "the database account " << user << " was there; it has the password of the configuration now\n";
  }
}

// The first configuration. Whether the administrator may make accounts shows at the owner's.
void make_configuration(const fs::path& file, const SetupOptions& options) {
  NewConfiguration made{options.base_url, options.site_name, describe_database(options), ""};
  const fs::path folder = file.parent_path();
  const Account owner{account_name(made, Program::owner), require_password(folder, Program::owner)};
  check_configuration(file, made);
  const auto administrator = connect_administrator(made.database);
  const Administration administration{*administrator, made.database.name};
  make_schema(administration);
  const auto change = require_account(administration, owner);
  tell(change, owner.user);
  if (change == AccountChange::may_not_be_made) {
    made.single_user = made.database.user;
    if (made.database.password.empty()) {
      throw Refusal(made.single_user +
                    " may not make database accounts: give one that may, or its password by "
                    "--database-password-file, and it becomes the account of all programs");
    }
    std::cerr << made.single_user << " may not make database accounts: all programs use it\n";
  }
  for (const Program program : all_programs) {
    if (!made.single_user.empty()) write_password(folder, program, made.database.password);
    static_cast<void>(require_password(folder, program));
  }
  write_configuration(file, made);
  std::cerr << "wrote " << file.string() << '\n';
}

// The administrator's connection for the configured server; nothing when it does not let us in.
std::unique_ptr<db::Connection> find_administrator(const Config& config, SetupOptions options) {
  if (options.database.empty()) options.database = "socket:/";  // the configuration knows where
  options.allows_cleartext = true;
  const DatabaseConfig named = describe_database(options);
  DatabaseConfig database = config.database;
  database.user = named.user;
  database.password = named.password;
  try {
    return connect_administrator(database);
  } catch (const Refusal& refusal) {
    std::cerr << "note: " << refusal.what() << '\n';
    return nullptr;
  }
}

// Makes sure that every program can sign in.
void require_accounts(const Config& config, db::Connection* administrator) {
  for (const Program program : config.programs) {
    const DatabaseConfig database = load_config(config.file, program).database;
    if (can_sign_in(database)) continue;
    if (administrator == nullptr || database.user != own_account(program)) {
      throw Refusal("the database does not let in " + database.user + ", the account of [database." +
                    std::string(section_name(program)) + "]");
    }
    const auto change =
        require_account({*administrator, database.name}, {.user = database.user, .password = database.password});
    tell(change, database.user);
    if (change == AccountChange::may_not_be_made) {
      throw Refusal(administrator->config().user + " may not make the database account " + database.user);
    }
  }
}

bool has_own_accounts(const Config& config) {
  return std::ranges::all_of(config.programs, [&](Program program) {
    return load_config(config.file, program).database.user == own_account(program);
  });
}

void bring_database_up_to_date(Context& context, db::Connection* administrator) {
  const Config& config = context.config();
  const bool grants = has_own_accounts(config);
  if (grants && administrator != nullptr) {
    make_schema({*administrator, config.database.name});
    grant_schema({*administrator, config.database.name}, config.database.user);
  }
  bring_up_to_date(context);
  if (!grants) return;
  if (administrator == nullptr) {
    std::cerr << "note: the grants were not renewed: run sql/grants.sql as the database's administrator\n";
    return;
  }
  grant_rights({*administrator, config.database.name});
  std::cerr << "each program has its rights in the database\n";
}

// What is asked for at the first time; later the configuration answers.
void complete(SetupOptions& options) {
  if (options.base_url.empty()) options.base_url = ask(options, "--base-url", "Public address of the site, https://…");
  if (options.database.empty()) {
    options.database = ask(options, "--database", "Database", "socket:/run/mysqld/mysqld.sock");
  }
}

std::string ask_email(const SetupOptions& options) {
  if (!options.admin_email.empty()) return options.admin_email;
  return ask(options, "--admin-email", "The first administrator's e-mail");
}

void refuse_other_address(const Config& config, const SetupOptions& options) {
  std::string wanted = options.base_url;
  while (wanted.ends_with('/')) wanted.pop_back();
  if (!wanted.empty() && wanted != config.base_url) {
    throw Refusal(config.file + " says " + config.base_url + ": change site.base_url there, and restart the handlers");
  }
}

// Of a public address, which config has checked: https://host[:port].
std::string host_of(const std::string& base_url) {
  const std::string host = base_url.substr(base_url.find("://") + 3);
  const auto port = host.find(':', host.starts_with('[') ? host.find(']') : 0);
  return host.substr(0, port);
}

// Where the copy of a site file goes: the administrator's own, it outlives the package.
fs::path find_copies(const Config& config) {
  const fs::path folder = fs::path(config.file).parent_path();
  return folder == "/etc/latchkey" ? "/var/backups/latchkey" : folder;
}

void look_after_nginx(const Config& config, const SetupOptions& options) {
  if (!options.nginx_site.empty()) {
    const SiteFile site{options.nginx_site, host_of(config.base_url), find_copies(config)};
    if (put_includes_into(site) == SiteChange::nothing_to_do) std::cerr << options.nginx_site << " has both lines\n";
    return;
  }
  std::cout << "nginx: the first line above the server block of " << config.base_url
            << ", the second one in it:\n\n    " << line_above_server << "\n    " << line_in_server
            << "\n\nthen: nginx -t && systemctl reload nginx && latchkey doctor\n\n";
}

// systemctl returns before the handlers' processes are all there, and before nginx has its new workers.
void wait_until_settled() { std::this_thread::sleep_for(std::chrono::seconds{2}); }

void run_doctor(const SetupOptions& options) {
  wait_until_settled();
  const int outcome = run_in_the_open({fs::read_symlink("/proc/self/exe"), "doctor"});
  if (outcome != 0 && !options.nginx_site.empty())
    throw Refusal("all is set up, but see what `latchkey doctor` says above");
}

void upgrade(Context& context, const SetupOptions& options) {
  const Config& config = context.config();
  bring_database_up_to_date(context, has_own_accounts(config) ? find_administrator(config, options).get() : nullptr);
  keep_epoch(context);
}

void set_up(Context& context, SetupOptions options) {
  const fs::path file = find_config_file();
  if (options.is_upgrade) return upgrade(context, options);
  if (!fs::exists(file)) {
    complete(options);
    make_configuration(file, options);
  }
  const Config& config = context.config();
  refuse_other_address(config, options);
  {
    const auto administrator = find_administrator(config, options);
    require_accounts(config, administrator.get());
    bring_database_up_to_date(context, administrator.get());
  }
  require_key_file(context);
  require_epoch(context);  // before anything starts that would sign people in or open accounts
  require_administrator(context, {.first_name = options.admin_first_name,
                                  .last_name = options.admin_last_name,
                                  .read_email = [&] { return ask_email(options); },
                                  .read_password = [&] { return ask_password(options); }});
  require_menu(context);
  if (start_units(config) == UnitsOutcome::started) std::cerr << "the handlers and the daemons are started\n";
  look_after_nginx(config, options);
  run_doctor(options);
}

}  // namespace

void add_setup_command(CLI::App& app, Context& context) {
  const auto options = std::make_shared<SetupOptions>();
  CLI::App* command = add_options(app, *options);
  command->callback([&context, options] { set_up(context, *options); });
}

}  // namespace latchkey::cli
