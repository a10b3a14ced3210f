// What the subcommands of `latchkey` share.
#pragma once
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "audit/audit_log.hpp"
#include "config/config.hpp"
#include "crypto/password.hpp"
#include "crypto/secret_box.hpp"
#include "db/connection.hpp"

namespace latchkey::cli {

// Ends the command with exit code 1 and one line on standard error: a thing was not found, or the act was refused.
class Refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The configuration and the connection, made when a command first asks for them, so that help needs neither.
class Context {
 public:
  [[nodiscard]] const Config& config();
  [[nodiscard]] db::Connection& db();
  [[nodiscard]] static audit::Actor actor();  // cli:USER
  [[nodiscard]] PasswordCost password_cost();
  [[nodiscard]] const crypto::SecretBox& secret_box();

 private:
  std::optional<Config> config_;
  std::unique_ptr<db::Connection> db_;
  std::optional<crypto::SecretBox> box_;
};

// A list: what it shows as a table and what --json prints.
struct Listing {
  std::vector<std::pair<std::string, std::string>> columns;  // title, member
  nlohmann::json rows = nlohmann::json::array();
};

enum class Output { table, json };

// Writes the list to standard output. Control characters in table cells are shown as `?`.
void print(const Listing& listing, Output output);

// One value as a table shows it: `-` for null, yes and no, lists with commas.
[[nodiscard]] std::string cell_text(const nlohmann::json& value);

// Adds `--json` to the command; the pointer must outlive it.
void add_json_flag(CLI::App& command, const std::shared_ptr<Output>& output);

// A secret that must not stand on a command line. At a terminal it is asked for, twice and without an echo; otherwise
// it is the first line of standard input, without a byte order mark and a carriage return. `what` names it, e.g.
// "password". Throws Refusal when it is empty, is not in UTF-8's family (UTF-16), or was typed in two ways.
[[nodiscard]] std::string read_secret_line(const std::string& what);

// Puts something in the place of standard input, output and error that are closed, from which nothing can be read and
// to which nothing can be written. Else the connection to the database would take the place, and what is printed would
// be sent to the server.
void hold_standard_streams();

// Writes a line to standard output and makes sure that it has arrived: for what is shown this once. Throws Refusal when
// it has not, also when the reader of a pipe is gone.
void hand_over(const std::string& line);

// Throws Refusal when something that was printed did not arrive.
void check_output();

// Throws CLI::ValidationError (exit code 2) when the text is empty, over 100 characters or has control characters.
void check_label(const std::string& option, const std::string& text);

void add_setup_command(CLI::App& app, Context& context);
void add_migrate_command(CLI::App& app, Context& context);
void add_api_key_commands(CLI::App& app, Context& context);
void add_user_commands(CLI::App& app, Context& context);
void add_menu_commands(CLI::App& app, Context& context);
void add_customer_commands(CLI::App& app, Context& context);
void add_lead_commands(CLI::App& app, Context& context);
void add_lead_status_commands(CLI::App& app, Context& context);
void add_platform_commands(CLI::App& app, Context& context);
void add_platform_group_commands(CLI::App& platform_group, Context& context);
void add_account_commands(CLI::App& app, Context& context);
void add_secrets_command(CLI::App& app, Context& context);
void add_search_commands(CLI::App& app, Context& context);
void add_prune_command(CLI::App& app, Context& context);
void add_restore_commands(CLI::App& app, Context& context);
void add_doctor_command(CLI::App& app, Context& context);

}  // namespace latchkey::cli
