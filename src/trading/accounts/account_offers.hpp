// What trading accounts can be asked for: what Settings > Trading Platforms has enabled.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "db/connection.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::trading {

struct AccountOffer {
  std::string platform;
  std::string account_type;
  std::string currency;
  std::vector<std::uint64_t> leverages;  // the default one among them, ascending
  std::uint64_t default_leverage = 0;
  bool is_default = false;  // what a wish without any member comes to
  bool is_demo = false;
};

// The default platform first, the others by name; of each the default group first.
[[nodiscard]] std::vector<AccountOffer> list_account_offers(db::Connection& db);

// All leverages of a group, the default one among them, ascending.
[[nodiscard]] std::vector<std::uint64_t> offered_leverages(const PlatformGroup& group);

}  // namespace latchkey::trading
