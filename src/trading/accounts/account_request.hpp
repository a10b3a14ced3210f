// The trading account that a customer is created with: chosen from Settings > Trading Platforms, queued for the
// provisioner, and looked at while the caller waits.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::trading {

// What the caller asked for; everything is optional where there are defaults.
struct AccountWish {
  std::optional<std::string> platform;
  std::optional<std::string> account_type;
  std::optional<std::string> currency;
  std::optional<std::uint64_t> leverage;
};

// What it comes to.
struct AccountChoice {
  Uuid platform_id;
  std::string platform_name;
  Uuid group_id;
  std::string account_type;
  std::string currency;
  std::uint64_t leverage = 0;
};

// Which member of the wish cannot be met, and why; `member` is empty when nothing is configured at all.
struct AccountProblem {
  std::string member;
  std::string message;
};

// Among enabled platforms the named one, else the default one (or the only one); among its groups the ones that match
// type and currency, of these the default one, else the first.
[[nodiscard]] std::variant<AccountChoice, AccountProblem> choose_account(db::Connection& db, const AccountWish& wish);

// Who asks for an account, as its history names it, and from where (MT4 servers want an address).
struct AccountRequester {
  std::string actor;
  std::string address;
};

// Queues the account inside the caller's transaction; its history begins.
Uuid queue_account(db::Connection& db, const Uuid& customer_id, const AccountChoice& choice,
                   const AccountRequester& requester);

// What customers and callers are told of trading_accounts.status: "created", "failed", or "pending" for all between.
[[nodiscard]] std::string_view shown_status(std::string_view status);

// The account as callers see it.
struct AccountState {
  Uuid id;
  std::string platform;
  std::string status;  // "pending", "created" or "failed"
  std::optional<std::uint64_t> login;
  std::optional<std::string> code;
};

[[nodiscard]] std::optional<AccountState> find_account(db::Connection& db, const Uuid& account_id);
[[nodiscard]] std::vector<AccountState> list_accounts(db::Connection& db, const Uuid& customer_id);

// The state once it is no longer pending, or what it is when `longest` is over or the platform's circuit is open. Looks
// every 50 ms.
[[nodiscard]] AccountState wait_for_account(db::Connection& db, const Uuid& account_id,
                                            std::chrono::milliseconds longest);

}  // namespace latchkey::trading
