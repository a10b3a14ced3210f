// What `latchkey setup` was told on its command line, or is told at the terminal.
#pragma once
#include <optional>
#include <string>

#include "cli/context.hpp"

namespace latchkey::cli {

struct SetupOptions {
  std::string base_url;
  std::string site_name;
  std::string admin_email;
  std::string admin_first_name = "First";
  std::string admin_last_name = "Administrator";
  std::string database;  // socket:PATH, host:NAME[:PORT], or of a cluster host:NAME[:PORT],NAME[:PORT]…
  std::string database_name = "latchkey";
  std::string database_user;  // the administrator; empty: whoever runs this
  std::string database_password_file;
  std::string database_ca;
  bool allows_cleartext = false;
  std::string nginx_site;
  bool reads_admin_password = false;
  bool asks_nothing = false;
  bool is_upgrade = false;
};

// The command `setup` with all of its options.
[[nodiscard]] CLI::App* add_options(CLI::App& app, SetupOptions& options);

// Where the server is, and the administrator's account there. Throws CLI::ValidationError.
[[nodiscard]] DatabaseConfig describe_database(const SetupOptions& options);

// One line from the terminal; what was proposed when it is empty. Throws CLI::RequiredError, which names the option,
// when nobody may be asked.
[[nodiscard]] std::string ask(const SetupOptions& options, const std::string& option, const std::string& question,
                              const std::string& proposal = "");

// The same without showing what is typed, twice the same. From standard input when the option for that was given.
[[nodiscard]] std::string ask_password(const SetupOptions& options);

}  // namespace latchkey::cli
