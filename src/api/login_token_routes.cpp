#include "api/login_token_routes.hpp"

#include "api/bodies/login_body.hpp"
#include "customers/customer_store.hpp"
#include "http/problem.hpp"

namespace latchkey::api {

using http::Response;

Response create_login_token(const Call& call, std::string_view customer_id) {
  if (auto refusal = refuse_without_right(call, Right::create_logins)) return std::move(*refusal);
  if (call.key.allow_list.empty()) {
    return http::make_problem(call.request, 403, "ip_allow_list_required",
                              "Signing customers in needs an API key with an IP allow-list.");
  }
  return with_body(call, [&](const Body& body) {
    const auto id = Uuid::parse(customer_id);
    const auto customer = id ? customers::find_customer(call.db, *id) : std::nullopt;
    if (!customer) return http::make_problem(call.request, 404, "not_found", "There is no customer of this id.");
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
