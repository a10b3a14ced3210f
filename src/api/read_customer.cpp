#include "api/read_customer.hpp"

#include "api/bodies/account_body.hpp"
#include "customers/customer_json.hpp"
#include "customers/customer_store.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using nlohmann::json;

json find_lead_json(db::Connection& db, const Uuid& lead_id) {
  const auto rows = db.query("SELECT source_user_id, source_name FROM leads WHERE id = ?", {lead_id});
  const auto& row = rows.at(0);
  const auto source =
      row.is_null(1) ? std::nullopt : std::optional(customers::LeadSource{row.optional_uuid(0), row.text(1)});
  return {{"id", lead_id.text()}, {"source", customers::source_json(source)}};
}

}  // namespace

http::Response read_customer(const Call& call, std::string_view id) {
  if (auto refusal = refuse_without_right(call, "customers:create")) return std::move(*refusal);
  const auto parsed = Uuid::parse(id);
  const auto customer = parsed ? customers::find_customer(call.db, *parsed) : std::nullopt;
  if (!customer || customer->api_key_id != call.key.id) {
    return http::make_problem(call.request, 404, "not_found", "Your API key has created no customer of this id.");
  }
  json accounts = json::array();
  for (const auto& account : trading::list_accounts(call.db, customer->id)) accounts.push_back(account_json(account));
  return http::make_json(200, {{"customer", customers::customer_json(*customer)},
                               {"lead", find_lead_json(call.db, customer->lead_id)},
                               {"tradingAccounts", accounts}});
}

}  // namespace latchkey::api
