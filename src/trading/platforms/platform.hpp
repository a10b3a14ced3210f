// A trading platform and its groups, as an administrator has set them up.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_keeper.hpp"
#include "base/uuid.hpp"

namespace latchkey::db {
class Row;
}

namespace latchkey::trading {

enum class PlatformKind { mt4, mt5 };

// `mt4` and `mt5`, as the database, the API and the command line name them.
[[nodiscard]] std::string_view name_of(PlatformKind kind);
[[nodiscard]] std::optional<PlatformKind> parse_platform_kind(std::string_view name);

// The row's column `kind`. Throws std::logic_error for a name that nobody knows.
[[nodiscard]] PlatformKind read_platform_kind(const db::Row& row);

enum class PlatformState { enabled, disabled };

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
};

// Whether both are reached in the same way, so that a session with the one serves the other.
[[nodiscard]] bool is_reached_alike(const Platform& a, const Platform& b);

struct PlatformGroup {
  Uuid id = Uuid();
  std::string account_type;
  std::string currency;
  std::string name;  // MT5: the group's name; MT4: its number
  std::vector<std::uint64_t> leverages;
  std::uint64_t default_leverage = 100;
  bool is_default = false;
};

// `100,200` and back. What is not a number is left out.
[[nodiscard]] std::vector<std::uint64_t> parse_leverages(std::string_view text);
[[nodiscard]] std::string join_leverages(const std::vector<std::uint64_t>& leverages);

}  // namespace latchkey::trading
