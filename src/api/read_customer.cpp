#include "api/read_customer.hpp"

#include "api/bodies/account_body.hpp"
#include "customers/customer_json.hpp"
#include "customers/customer_store.hpp"
#include "http/problem.hpp"

namespace latchkey::api {

using nlohmann::json;

http::Response read_customer(const Call& call, std::string_view id) {
  if (auto refusal = refuse_without_right(call, Right::create_customers)) return std::move(*refusal);
  const auto parsed = Uuid::parse(id);
  const auto customer = parsed ? customers::find_customer(call.db, *parsed) : std::nullopt;
  if (!customer || customer->api_key_id != call.key.id) {
    return http::make_problem(call.request, 404, "not_found", "Your API key has created no customer of this id.");
  }
  const auto source = customers::find_source(call.db, customer->lead_id);
  json accounts = json::array();
  for (const auto& account : trading::list_accounts(call.db, customer->id)) accounts.push_back(account_json(account));
  return http::make_json(200, {{"customer", customers::customer_json(*customer)},
                               {"lead", {{"id", customer->lead_id.text()}, {"source", source_json(source)}}},
                               {"tradingAccounts", accounts}});
}

}  // namespace latchkey::api
