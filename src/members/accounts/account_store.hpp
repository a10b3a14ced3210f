// A customer's trading accounts as the customer sees them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"
#include "trading/accounts/account_status.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::members {

struct MemberAccount {
  Uuid id;
  std::string platform;
  std::string server;  // what is typed into the terminal: the platform's server name, else its name
  trading::PlatformKind kind = trading::PlatformKind::mt5;
  bool is_demo = false;
  std::string type;
  std::string currency;
  std::uint64_t leverage = 0;
  trading::ShownStatus status = trading::ShownStatus::pending;
  std::optional<std::uint64_t> login;
  std::optional<std::string> code;  // why it failed; the customer is not told what holds a pending account up
  std::string created_at;           // ISO 8601
  bool has_passwords_waiting = false;
};

// The oldest first.
[[nodiscard]] std::vector<MemberAccount> list_member_accounts(db::Connection& db, const Uuid& customer_id);

// Nothing when there is no such account, and when it is another customer's.
[[nodiscard]] std::optional<MemberAccount> find_member_account(db::Connection& db, const Uuid& customer_id,
                                                               const Uuid& account_id);

}  // namespace latchkey::members
