// The trading account that a customer is created with: chosen among what Settings > Trading Platforms offers, put into
// the provisioner's queue, and looked at while the caller waits.
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
#include "trading/accounts/account_status.hpp"

namespace latchkey::trading {

// What the caller asks for. A member may be left out where there is a default.
struct AccountWish {
  std::optional<std::string> platform;
  std::optional<std::string> account_type;
  std::optional<std::string> currency;
  std::optional<std::uint64_t> leverage;
};

// What the wish comes to.
struct AccountChoice {
  Uuid platform_id;
  std::string platform_name;
  Uuid group_id;
  std::string account_type;
  std::string currency;
  std::uint64_t leverage = 0;
};

// Which member of the wish cannot be met, and why, with what is offered instead. `member` is empty when no platform is
// the default one.
struct AccountProblem {
  std::string member;
  std::string message;
};

// The enabled platform of this name, else the default one, else the only one. Of its groups those that match the type
// and the currency: the default one if it is among them, else the first.
[[nodiscard]] std::variant<AccountChoice, AccountProblem> choose_account(db::Connection& db, const AccountWish& wish);

// Who asks for an account, as its history names him, and the address of the customer's own device, if it is known: MT4
// servers want one.
struct AccountRequester {
  std::string actor;
  std::optional<std::string> customer_address;
};

// Puts the account into the queue, with the first line of its history. Call it in a transaction. Returns its id.
Uuid queue_account(db::Connection& db, const Uuid& customer_id, const AccountChoice& choice,
                   const AccountRequester& requester);

// An account as callers of the API see it.
struct AccountState {
  Uuid id;
  std::string platform;
  ShownStatus status = ShownStatus::pending;
  std::optional<std::uint64_t> login;
  std::optional<std::string> code;  // why it is not created; nothing when there is no reason yet
};

[[nodiscard]] std::optional<AccountState> find_account(db::Connection& db, const Uuid& account_id);

// The oldest first.
[[nodiscard]] std::vector<AccountState> list_accounts(db::Connection& db, const Uuid& customer_id);

// Looks every 50 ms until the account is no longer pending, its platform's circuit is open, or `longest` is over, and
// gives its state at that moment. Throws std::logic_error when there is no such account.
[[nodiscard]] AccountState wait_for_account(db::Connection& db, const Uuid& account_id,
                                            std::chrono::milliseconds longest);

}  // namespace latchkey::trading
