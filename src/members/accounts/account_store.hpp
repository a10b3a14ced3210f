// A customer's trading accounts as the customer sees them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::members {

struct MemberAccount {
  Uuid id;
  std::string platform;
  std::string server;  // what is typed into the terminal: the platform's server name, else its name
  std::string kind;    // "mt5" or "mt4"
  bool is_demo = false;
  std::string type;
  std::string currency;
  std::uint64_t leverage = 0;
  std::string status;  // "created", "pending" or "failed"
  std::optional<std::uint64_t> login;
  std::optional<std::string> code;  // why it failed; what holds up a pending one is not the customer's business
  std::string created_at;           // ISO 8601
  bool has_passwords_waiting = false;
};

// The oldest first.
[[nodiscard]] std::vector<MemberAccount> list_member_accounts(db::Connection& db, const Uuid& customer_id);

// Nothing when there is no such account or it is another customer's.
[[nodiscard]] std::optional<MemberAccount> find_member_account(db::Connection& db, const Uuid& customer_id,
                                                               const Uuid& account_id);

}  // namespace latchkey::members
