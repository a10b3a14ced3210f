// Trading accounts as a provisioner leaves them, for tests without a platform.
#pragma once
#include <string>
#include <string_view>

#include "base/secret_keeper.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::test {

struct TradingAccount {
  Uuid id;
  std::uint64_t login;
  std::string main_password;
  std::string investor_password;
};

// The demo platform "MT5 Test", with the server name "Example-Test" and a group Standard in USD. It is made at the
// first call.
[[nodiscard]] Uuid make_platform(db::Connection& db);

// An account on that platform with both passwords sealed, in this status of trading_accounts. Only a created one has
// its login stored.
[[nodiscard]] TradingAccount make_account(db::Connection& db, const SecretKeeper& keeper, const Uuid& customer_id,
                                          std::string_view status = "created");

// Stores what the provisioner stores last: the login, and that the account is created.
void finish_account(db::Connection& db, const TradingAccount& account);

}  // namespace latchkey::test
