#include "api/partner/partner_routes.hpp"
#include "customers/statuses/lead_status.hpp"
#include "http/problem.hpp"
#include "links/return_target.hpp"
#include "trading/accounts/account_offers.hpp"

namespace latchkey::api {
namespace {

using nlohmann::json;

json accounts_json(db::Connection& db) {
  json accounts = json::array();
  for (const auto& offer : trading::list_account_offers(db)) {
    accounts.push_back({{"platform", offer.platform},
                        {"accountType", offer.account_type},
                        {"currency", offer.currency},
                        {"leverages", offer.leverages},
                        {"defaultLeverage", offer.default_leverage},
                        {"isDefault", offer.is_default},
                        {"isDemo", offer.is_demo}});
  }
  return accounts;
}

json return_urls_json(db::Connection& db) {
  json urls = json::array();
  for (const auto& target : links::list_targets(db)) {
    urls.push_back({{"path", target.path}, {"label", target.label}, {"isHome", target.is_home}});
  }
  return urls;
}

json statuses_json(db::Connection& db) {
  json statuses = json::array();
  for (const auto& status : customers::list_lead_statuses(db)) {
    if (status.is_enabled) statuses.push_back({{"name", status.name}, {"group", customers::group_name(status.group)}});
  }
  return statuses;
}

}  // namespace

http::Response show_offers(const Call& call) {
  return http::make_json(200, {{"tradingAccounts", accounts_json(call.db)},
                               {"returnUrls", return_urls_json(call.db)},
                               {"leadStatuses", statuses_json(call.db)}});
}

}  // namespace latchkey::api
