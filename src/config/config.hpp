// The configuration file (TOML), read once at start.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "config/courier_config.hpp"
#include "config/database_address.hpp"
#include "config/mail_config.hpp"
#include "config/site_config.hpp"

namespace latchkey {

// The programs that have a section under [database]: each has a database account of its own, or they share the one that
// [database] itself names. `owner` is that of `latchkey`, the command line.
enum class Program { customers, login, session, admin, provisioner, courier, owner };

// The program's section name, e.g. "customers".
[[nodiscard]] std::string_view section_name(Program program);

struct DatabaseConfig {
  std::string socket;  // path of the server's unix socket; empty when `host` is used
  std::string host;    // TCP, TLS with a verified certificate unless allow_cleartext
  std::uint16_t port = 3306;
  // Two or more servers of one database (the nodes of a cluster, or a primary and its replicas), the preferred one
  // first. Then `socket` and `host` are empty. db/server_choice.hpp says which one is used.
  std::vector<DatabaseAddress> hosts;
  // The file by which the processes of a program share what they know of these servers. When it is empty or cannot be
  // made, each process finds out for itself.
  std::string memory_file;
  std::string ca_file;
  bool allow_cleartext = false;
  std::string name;  // the schema
  std::string user;
  std::string password;
  // With several servers 1, 2 and 2 s, where the file does not say otherwise.
  std::chrono::seconds connect_timeout{2};
  std::chrono::seconds read_timeout{5};
  std::chrono::seconds write_timeout{5};
  // Not in the file: how long before the read time-out a statement ends, and how long one waits for a row lock.
  std::chrono::milliseconds statement_margin{1000};
  std::chrono::seconds lock_wait{2};
  // Nor these, which tests shorten. A server that has failed is used again once it has been well for so long, and
  // is looked at so often until then.
  std::chrono::milliseconds well_before_return{30000};
  std::chrono::milliseconds probe_every{5000};
};

// The addresses of `hosts`, or the single one.
[[nodiscard]] std::vector<DatabaseAddress> list_servers(const DatabaseConfig& database);

// What a password hash costs (Argon2id): memory in KiB and passes. The defaults are OWASP's first choice of equal
// strength, m=19 MiB with t=2 and p=1.
struct PasswordCost {
  std::uint64_t memory_kib = 19456;
  std::uint64_t passes = 2;
  // How long a process keeps the memory of its last hash for the next one (crypto/hash_memory.hpp); 0: not at all.
  std::chrono::seconds keep_memory_for{60};
};

// When a session ends: after `idle` without a request, and in any case after `lifetime`.
struct SessionLimits {
  std::chrono::seconds idle{std::chrono::minutes{30}};
  std::chrono::seconds lifetime{std::chrono::hours{12}};
};

// How many failed sign-ins there may be within the window. A network is an IPv4 address or an IPv6 /64.
struct SignInLimits {
  std::chrono::seconds window{std::chrono::minutes{15}};
  std::uint64_t account_failures = 5;              // of one account from one network
  std::uint64_t account_failures_everywhere = 50;  // of one account from all networks
  std::uint64_t address_failures = 30;             // of all accounts from one network
};

struct Config {
  std::string file;  // where it was read from

  std::string base_url;  // scheme://host[:port], no slash at the end
  std::string site_name = "Members area";
  std::string support;  // whom the pages of the members area tell to ask; may be empty
  SiteConfig site;

  CourierConfig courier;
  std::optional<MailConfig> mail;  // nothing where no mails are sent: then no page mentions them

  DatabaseConfig database;
  std::set<Program> programs;  // those with a section in [database]; all where it names a common account

  PasswordCost password_cost;
  SessionLimits session;
  // The folder by which the processes of latchkey-session share what they remember of sessions. When it is empty or
  // does not exist, they remember nothing.
  std::string session_cache_folder = "/run/latchkey";

  // The folder in which the handlers of this machine count what /metrics shows. When it is empty or does not exist,
  // nothing is counted.
  std::string metrics_folder = "/run/latchkey/metrics";

  std::chrono::seconds redirect_lifetime{300};
  std::chrono::seconds link_lifetime{std::chrono::hours{24}};

  SignInLimits sign_in;

  std::chrono::milliseconds provisioning_wait{2000};
  // An account that has been unclear for so long is handed to a person.
  std::chrono::seconds provisioning_manual_after{std::chrono::hours{24}};
  std::string key_file;     // the keys of secrets at rest; default: secrets.key beside the configuration
  std::string erased_file;  // the ids of erased people, for back-ups that come back; default: `erased` beside key_file

  // Where `doctor` looks for the handlers' sockets; empty under plain CGI.
  std::string sockets_folder = "/run/latchkey";
};

// Says in one line, for the administrator, which key of which file is wrong, and why.
class ConfigError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Where the processes of a program count those at long work (base/files/long_work.hpp): a file in the folder of the
// sockets, or empty under plain CGI.
[[nodiscard]] std::string long_work_file(const Config& config, Program program);

// $LATCHKEY_CONFIG, else /etc/latchkey/latchkey.toml.
[[nodiscard]] std::string find_config_file();

// Reads `file` for `program`. Throws ConfigError when the file cannot be read, when a key is missing, unknown, of the
// wrong type or out of range, and when the password file cannot be read or can be read by everybody.
[[nodiscard]] Config load_config(const std::string& file, Program program);

}  // namespace latchkey
