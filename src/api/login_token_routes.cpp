#include "api/login_token_routes.hpp"

#include "api/bodies/login_body.hpp"
#include "api/frame/narrow_list.hpp"
#include "api/frame/own_leads.hpp"
#include "customers/customer_store.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

// One answer for a customer who is not there and for one who is not the key's own.
std::optional<customers::Customer> find_permitted_customer(const Call& call, std::string_view customer_id) {
  const auto id = Uuid::parse(customer_id);
  auto customer = id ? customers::find_customer(call.db, *id) : std::nullopt;
  const bool is_permitted =
      customer && (call.key.rights.contains(Right::any_logins) || is_own_lead(call.db, call.key, customer->lead_id));
  return is_permitted ? std::move(customer) : std::nullopt;
}

}  // namespace

using http::Response;

Response create_login_token(const Call& call, std::string_view customer_id) {
  if (!sign_customers_in(call.key.rights)) return refuse_without_right(call, Right::create_logins).value();
  if (auto refusal = refuse_without_narrow_list(call, "Signing customers in")) return std::move(*refusal);
  return with_body(call, [&](const Body& body) {
    const auto customer = find_permitted_customer(call, customer_id);
    if (!customer) {
      return http::make_problem(call.request, 404, "not_found", "Your API key has no customer of this id.");
    }
    Findings findings;
    const auto wanted = parse_login_token_body(body, call.config, findings);
    refuse_unknown_return_url(call.db, wanted, "", findings);
    if (findings.has_errors()) return http::make_validation_problem(call.request, findings.errors());
    if (customer->is_blocked) {
      return http::make_problem(call.request, 409, "customer_blocked", "This customer is blocked and cannot sign in.");
    }
    const auto token = links::mint_login_token(
        call.db, call.config, {.customer_id = customer->id, .api_key_id = call.key.id, .request = wanted});
    return http::make_json(201, {{"login", login_json(token)}});
  });
}

Response delete_login_token(const Call& call, std::string_view token_id) {
  const auto id = Uuid::parse(token_id);
  if (id && links::revoke_login_token(call.db, *id, call.key.id)) {
    Response response(204);
    response.add_header("Cache-Control", "no-store");
    return response;
  }
  return http::make_problem(call.request, 404, "not_found", "Your API key has made no open login token of this id.");
}

}  // namespace latchkey::api
