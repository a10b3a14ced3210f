#include "cli/setup/setup_options.hpp"

#include <pwd.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <utility>
#include <vector>

namespace latchkey::cli {
namespace {

// What is typed is not shown while it lives.
class WithoutEcho {
 public:
  WithoutEcho() {
    ::tcgetattr(STDIN_FILENO, &before_);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~WithoutEcho() {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::cerr << '\n';
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;
  WithoutEcho(WithoutEcho&&) = delete;
  WithoutEcho& operator=(WithoutEcho&&) = delete;

 private:
  termios before_{};
};

std::string read_hidden(const std::string& question) {
  std::cerr << question << std::flush;
  const WithoutEcho quiet;
  std::string line;
  std::getline(std::cin, line);
  return line;
}

void require_person(const SetupOptions& options, const std::string& option) {
  if (options.asks_nothing || ::isatty(STDIN_FILENO) == 0) throw CLI::RequiredError(option);
}

std::string own_name() {
  const passwd* entry = ::getpwuid(::geteuid());  // NOLINT(concurrency-mt-unsafe): single-threaded
  return entry == nullptr ? "root" : entry->pw_name;
}

std::string read_first_line(const std::string& file) {
  std::ifstream input(file);
  std::string line;
  if (!std::getline(input, line)) throw CLI::ValidationError("--database-password-file", "cannot be read: " + file);
  return line;
}

// Sets host and port, or with commas hosts. False when it is not NAME[:PORT][,NAME[:PORT]…].
bool read_hosts(std::string_view text, DatabaseConfig& config) {
  std::vector<DatabaseAddress> hosts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto comma = std::min(text.find(',', begin), text.size());
    const auto address = parse_database_address(text.substr(begin, comma - begin));
    if (!address || !address->socket.empty()) return false;
    hosts.push_back(*address);
    begin = comma + 1;
  }
  if (hosts.size() > 1) {
    config.hosts = std::move(hosts);
  } else {
    config.host = hosts.front().host;
    config.port = hosts.front().port;
  }
  return true;
}

}  // namespace

CLI::App* add_options(CLI::App& app, SetupOptions& options) {
  CLI::App* command = app.add_subcommand("setup", "Set everything up: database, accounts, first administrator, units");
  command->add_option("--base-url", options.base_url, "The public address, https://host[:port]");
  command->add_option("--site-name", options.site_name, "Shown on the sign-in pages");
  command->add_option("--admin-email", options.admin_email, "Of the first administrator");
  command->add_option("--admin-first-name", options.admin_first_name, "Of the first administrator");
  command->add_option("--admin-last-name", options.admin_last_name, "Of the first administrator");
  command->add_flag("--admin-password-stdin", options.reads_admin_password,
                    "Read the first administrator's password from standard input");
  command->add_option("--database", options.database,
                      "socket:PATH or host:NAME[:PORT][,NAME[:PORT]...] (socket:/run/mysqld/mysqld.sock)");
  command->add_option("--database-name", options.database_name, "The schema (latchkey)");
  command->add_option(
      "--database-user", options.database_user,
      "The database's administrator (whoever runs this). One that may not make users becomes the account "
      "of all programs");
  command->add_option("--database-password-file", options.database_password_file,
                      "Its password, the file's first line");
  command->add_option("--database-ca", options.database_ca, "The CA of a server on another machine");
  command->add_flag("--database-allow-cleartext", options.allows_cleartext, "Do without TLS on a private link");
  command->add_option("--nginx-site", options.nginx_site, "Put the two lines into this site file, after a copy");
  command->add_flag("--non-interactive", options.asks_nothing, "Ask nothing");
  command->add_flag("--upgrade", options.is_upgrade, "Only migrate the schema and renew the grants");
  command->footer(
      "As root. It may be repeated at any moment and after any failure: what is there stays as it is. Afterwards "
      "/etc/latchkey/latchkey.toml is yours to change. It ends with `latchkey doctor`.");
  return command;
}

DatabaseConfig describe_database(const SetupOptions& options) {
  DatabaseConfig config;
  const std::string_view text = options.database;
  const bool is_socket = text.starts_with("socket:/");
  if (is_socket) config.socket = text.substr(7);
  if (!is_socket && !(text.starts_with("host:") && read_hosts(text.substr(5), config))) {
    throw CLI::ValidationError("--database", "must be socket:/PATH or host:NAME[:PORT][,NAME[:PORT]…]");
  }
  config.ca_file = options.database_ca;
  config.allow_cleartext = options.allows_cleartext;
  if (!is_socket && config.ca_file.empty() && !config.allow_cleartext) {
    throw CLI::ValidationError("--database-ca", "is missing (or say --database-allow-cleartext on a private link)");
  }
  config.name = options.database_name;
  config.user = options.database_user.empty() ? own_name() : options.database_user;
  if (!options.database_password_file.empty()) config.password = read_first_line(options.database_password_file);
  return config;
}

std::string ask(const SetupOptions& options, const std::string& option, const std::string& question,
                const std::string& proposal) {
  if (!proposal.empty() && (options.asks_nothing || ::isatty(STDIN_FILENO) == 0)) return proposal;
  require_person(options, option);
  std::cerr << question << (proposal.empty() ? ": " : " [" + proposal + "]: ") << std::flush;
  std::string line;
  std::getline(std::cin, line);
  return line.empty() ? proposal : line;
}

std::string ask_password(const SetupOptions& options) {
  if (options.reads_admin_password) return read_secret_line("password of the first administrator");
  require_person(options, "--admin-password-stdin");
  std::string password = read_hidden("Password of the first administrator (it is not shown): ");
  if (read_hidden("Once more: ") != password) throw Refusal("the two passwords differ; nothing was done with them");
  return password;
}

}  // namespace latchkey::cli
