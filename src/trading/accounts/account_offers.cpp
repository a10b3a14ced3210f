#include "trading/accounts/account_offers.hpp"

#include <algorithm>

#include "trading/accounts/account_request.hpp"
#include "trading/platforms/platform_group_store.hpp"

namespace latchkey::trading {

std::vector<AccountOffer> list_account_offers(db::Connection& db) {
  const auto without_wish = choose_account(db, {});
  const auto* usual = std::get_if<AccountChoice>(&without_wish);
  std::vector<AccountOffer> offers;
  for (const auto& row : db.query(
           R"sql(
           SELECT id, name, is_demo
           FROM trading_platforms
           WHERE is_enabled = TRUE
           ORDER BY default_marker IS NULL, name)sql")) {
    for (const auto& group : list_platform_groups(db, row.uuid("id"))) {
      offers.push_back({.platform = row.text("name"),
                        .account_type = group.account_type,
                        .currency = group.currency,
                        .leverages = offered_leverages(group),
                        .default_leverage = group.default_leverage,
                        .is_default = usual != nullptr && usual->group_id == group.id,
                        .is_demo = row.flag("is_demo")});
    }
  }
  return offers;
}

std::vector<std::uint64_t> offered_leverages(const PlatformGroup& group) {
  auto leverages = group.leverages;
  leverages.push_back(group.default_leverage);
  std::ranges::sort(leverages);
  leverages.erase(std::unique(leverages.begin(), leverages.end()), leverages.end());
  return leverages;
}

}  // namespace latchkey::trading
