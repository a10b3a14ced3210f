// Settings > Trading Platforms: the platforms and their groups in the database.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_keeper.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::trading {

enum class PlatformKind { mt4, mt5 };

[[nodiscard]] std::string_view name_of(PlatformKind kind);  // as the database and the command line name it

struct Platform {
  Uuid id = Uuid();
  std::string name;
  std::string server_name;  // what customers type into their terminal; empty: the platform's name
  PlatformKind kind = PlatformKind::mt5;
  bool is_demo = false;
  std::string host;
  std::uint16_t port = 443;
  std::string ca_file;                            // MT5; empty: the system's authorities
  std::optional<std::string> pinned_fingerprint;  // MT5; 32 bytes
  std::string manager_login;                      // MT5
  SealedSecret secret;                            // the manager's API password, or MT4's master password
  std::string agent = "Latchkey";
  std::string code_page;  // MT4; empty: default_code_page
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds request_timeout{10000};
  bool is_enabled = true;
  bool is_default = false;

  friend bool operator==(const Platform& a, const Platform& b);
};

struct PlatformGroup {
  Uuid id = Uuid();
  std::string account_type;
  std::string currency;
  std::string name;  // MT5: the group's name; MT4: its number
  std::vector<std::uint64_t> leverages;
  std::uint64_t default_leverage = 100;
  bool is_default = false;
};

[[nodiscard]] std::vector<Platform> list_platforms(db::Connection& db);

// By name or by id.
[[nodiscard]] std::optional<Platform> find_platform(db::Connection& db, std::string_view name_or_id);

// By id, its row locked until the caller's transaction ends.
[[nodiscard]] std::optional<Platform> lock_platform(db::Connection& db, const Uuid& id);

// Inside a transaction of the caller's, which is rolled back when the name is taken (`duplicate`). With is_default it
// takes the place of the default one.
[[nodiscard]] db::InsertOutcome add_platform(db::Connection& db, const Platform& platform);

// Everything but kind, secret, state and creation. Inside a transaction; a name that is taken throws DuplicateKey.
void update_platform(db::Connection& db, const Platform& platform);

// Also closes the platform's circuit: whoever changes a platform wants it tried.
void set_platform_enabled(db::Connection& db, const Uuid& id, bool is_enabled);
void set_platform_secret(db::Connection& db, const Uuid& id, const SealedSecret& secret);

[[nodiscard]] std::vector<PlatformGroup> list_platform_groups(db::Connection& db, const Uuid& platform_id);

struct FoundGroup {
  Uuid platform_id;
  PlatformGroup group;
};
[[nodiscard]] std::optional<FoundGroup> find_platform_group(db::Connection& db, const Uuid& id);
// Its row locked until the caller's transaction ends.
[[nodiscard]] std::optional<PlatformGroup> lock_platform_group(db::Connection& db, const Uuid& id);

// The same; `duplicate` when the platform has a group for this type and currency.
[[nodiscard]] db::InsertOutcome add_platform_group(db::Connection& db, const Uuid& platform_id,
                                                   const PlatformGroup& group);

// Everything but account type and currency. Inside a transaction.
void update_platform_group(db::Connection& db, const Uuid& platform_id, const PlatformGroup& group);

// Whether an account in it is on its way or may yet be looked for. Inside a transaction, in which no account can be
// asked for in it from now on.
[[nodiscard]] bool is_group_in_progress(db::Connection& db, const Uuid& id);

// False when an account was asked for in it. Inside a transaction.
[[nodiscard]] bool remove_platform_group(db::Connection& db, const Uuid& id);

// `100,200` and back; what is no number is left out.
[[nodiscard]] std::vector<std::uint64_t> parse_leverages(std::string_view text);
[[nodiscard]] std::string join_leverages(const std::vector<std::uint64_t>& leverages);

}  // namespace latchkey::trading
