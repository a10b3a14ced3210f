#include "config/config.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "base/files/whole_file.hpp"
#include "base/utf8.hpp"
#include "config/database_servers.hpp"
#include "config/looks.hpp"
#include "config/retention_section.hpp"
#include "config/section.hpp"
#include "config/sending.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

// In the order of Program.
constexpr std::array<std::string_view, 7> section_names{"customers",   "login",   "session", "admin",
                                                        "provisioner", "courier", "owner"};
constexpr std::chrono::seconds one_year = 365 * 24h;

// The account that a section names; what it does not name stays as it is. A program that has a section of its own opens
// no file that only the common account needs.
struct Account {
  std::string user;
  std::string password;
  std::filesystem::path password_file;  // empty, or the file to read the password from
};

void read_account(Section& section, const std::filesystem::path& folder, Account& account) {
  section.read("user", account.user);
  if (section.has("password")) {
    section.read("password", account.password);
    account.password_file.clear();
  }
  std::string file;
  section.read("password_file", file);
  if (!file.empty()) account.password_file = folder / file;
}

// The program's account: of [database] what its own section does not say.
void read_accounts(Section& common, const std::filesystem::path& folder, Program program, DatabaseConfig& database) {
  Account account;
  read_account(common, folder, account);
  Section own = common.child(std::string(section_name(program)));
  read_account(own, folder, account);
  own.refuse_unknown_keys();
  if (account.user.empty()) own.require("user");
  database.user = account.user;
  database.password = account.password;
  if (!account.password_file.empty()) {
    const Section& named = own.has("password_file") ? own : common;
    database.password = read_password_file(named, account.password_file);
  }
}

void read_database(Section section, const std::filesystem::path& folder, Program program, DatabaseConfig& database) {
  section.require("name");
  section.read("name", database.name);
  read_servers(section, database);
  if (program == Program::owner) database.read_timeout = 600s;  // a migration of a large table takes its time
  for (const auto name : section_names) section.ignore(std::string(name));
  read_accounts(section, folder, program, database);
  section.refuse_unknown_keys();
}

std::set<Program> list_programs(const Section& database) {
  const bool has_common_account = database.has("user");
  std::set<Program> programs;
  for (std::size_t i = 0; i < section_names.size(); ++i) {
    if (has_common_account || database.has(std::string(section_names.at(i)))) programs.insert(static_cast<Program>(i));
  }
  return programs;
}

// The origin as browsers send it: in lower case, and without the port that its scheme has anyway. Nothing when it is
// none.
std::optional<std::string> parse_origin(std::string_view url) {
  const std::string text = lower_ascii(url);
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  const std::string_view host = std::string_view(text).substr(scheme);
  if (scheme == 0 || host.find_first_of("/?#\\ \t@") != std::string_view::npos || has_control_characters(host)) {
    return std::nullopt;
  }
  const auto colon = host.find(':', host.starts_with('[') ? host.find(']') : 0);
  if (host.substr(0, colon).empty()) return std::nullopt;
  if (colon == std::string_view::npos) return text;
  const std::string_view digits = host.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (problem != std::errc() || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  const std::uint16_t usual = scheme == 8 ? 443 : 80;
  return text.substr(0, scheme + colon) + (port == usual ? "" : ":" + std::to_string(port));
}

void read_site(Section section, const std::filesystem::path& folder, Config& config) {
  section.require("base_url");
  section.read("base_url", config.base_url);
  section.read("name", config.site_name);
  section.read("support", config.support);
  read_looks(section, folder, config.site);
  while (config.base_url.ends_with('/')) config.base_url.pop_back();
  const auto origin = parse_origin(config.base_url);
  if (!origin) section.refuse("base_url", "must be https://host or https://host:port, without a path");
  config.base_url = origin.value();
  const bool is_ascii =
      std::ranges::all_of(config.base_url, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!is_ascii) {
    section.refuse("base_url",
                   "has a name outside ASCII: write it as browsers send it, https://xn--…, or no form works");
  }
  section.refuse_unknown_keys();
}

void read_limits(Section& root, Config& config) {
  Section password = root.child("password");
  password.read_number("memory", config.password_cost.memory_kib, 8, 4'194'304);
  password.read_number("passes", config.password_cost.passes, 1, 1000);
  bool keeps_memory = true;
  password.read("keep_memory", keeps_memory);
  if (!keeps_memory) config.password_cost.keep_memory_for = 0s;
  password.refuse_unknown_keys();

  Section session = root.child("session");
  session.read_duration("idle", config.session.idle, 60s, one_year);
  session.read_duration("lifetime", config.session.lifetime, 60s, one_year);
  session.read("cache_folder", config.session_cache_folder);
  if (!config.session_cache_folder.empty() && !config.session_cache_folder.starts_with('/')) {
    session.refuse("cache_folder", "must be an absolute path, or \"\" for no cache");
  }
  session.refuse_unknown_keys();

  Section token = root.child("login_token");
  token.read_duration("redirect_lifetime", config.redirect_lifetime, 10s, 600s);
  token.read_duration("link_lifetime", config.link_lifetime, 60s, 7 * 24h);
  token.refuse_unknown_keys();

  Section sign_in = root.child("sign_in");
  sign_in.read_duration("window", config.sign_in.window, 1s, 24h);
  sign_in.read_number("account_failures", config.sign_in.account_failures, 1, 1'000'000);
  sign_in.read_number("account_failures_everywhere", config.sign_in.account_failures_everywhere, 1, 1'000'000);
  sign_in.read_number("address_failures", config.sign_in.address_failures, 1, 1'000'000);
  sign_in.refuse_unknown_keys();

  Section provisioning = root.child("provisioning");
  provisioning.read_duration("wait", config.provisioning_wait, 0ms, 10s);
  provisioning.read_duration("manual_after", config.provisioning_manual_after, 60s, one_year);
  provisioning.refuse_unknown_keys();
}

void read_files(Section& root, Config& config) {
  Section secrets = root.child("secrets");
  std::string key_file = "secrets.key";
  secrets.read("key_file", key_file);
  config.key_file = std::filesystem::path(config.file).parent_path() / key_file;
  secrets.refuse_unknown_keys();

  Section privacy = root.child("privacy");
  std::string erased_file;
  privacy.read("erased_file", erased_file);
  const auto beside = std::filesystem::absolute(config.key_file).parent_path();
  config.erased_file = erased_file.empty() ? beside / "erased" : beside / erased_file;
  privacy.refuse_unknown_keys();

  Section metrics = root.child("metrics");
  metrics.read("folder", config.metrics_folder);
  metrics.refuse_unknown_keys();

  Section sockets = root.child("sockets");
  sockets.read("folder", config.sockets_folder);
  sockets.refuse_unknown_keys();
}

// A command line is too short to learn anything of a server.
std::string memory_of_servers(const Config& config, Program program) {
  if (config.database.hosts.empty() || config.metrics_folder.empty() || program == Program::owner) return {};
  return config.metrics_folder + "/servers." + std::string(section_name(program));
}

}  // namespace

std::vector<DatabaseAddress> list_servers(const DatabaseConfig& database) {
  if (!database.hosts.empty()) return database.hosts;
  return {{.socket = database.socket, .host = database.host, .port = database.port}};
}

std::string_view section_name(Program program) { return section_names.at(static_cast<std::size_t>(program)); }

std::string long_work_file(const Config& config, Program program) {
  if (config.sockets_folder.empty()) return {};
  return config.sockets_folder + "/" + std::string(section_name(program)) + ".processes";
}

std::string find_config_file() {
  const char* named = std::getenv("LATCHKEY_CONFIG");  // NOLINT(concurrency-mt-unsafe): single-threaded
  return named != nullptr && *named != '\0' ? named : "/etc/latchkey/latchkey.toml";
}

Config load_config(const std::string& file, Program program) {
  const auto text = read_whole_file(file);
  if (!text) throw ConfigError(file + ": cannot be read; set LATCHKEY_CONFIG to its path");
  Config config;
  config.file = file;
  try {
    const toml::table table = toml::parse(*text, file);
    Section root(file, "", &table);
    const std::filesystem::path folder = std::filesystem::path(file).parent_path();
    read_site(root.child("site"), folder, config);
    config.programs = list_programs(root.child("database"));
    read_database(root.child("database"), folder, program, config.database);
    read_limits(root, config);
    read_files(root, config);
    read_courier(root.child("courier"), folder, config.courier);
    config.mail = read_mail(root, folder, program);
    static_cast<void>(read_retention(root));  // checked by every program; `latchkey prune` alone needs it
    root.refuse_unknown_keys();
    config.database.memory_file = memory_of_servers(config, program);
  } catch (const toml::parse_error& error) {
    std::ostringstream message;
    message << file << ": line " << error.source().begin.line << ": " << error.description();
    throw ConfigError(message.str());
  }
  return config;
}

}  // namespace latchkey
