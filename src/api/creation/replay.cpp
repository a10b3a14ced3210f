#include "api/creation/replay.hpp"

#include "api/bodies/account_body.hpp"
#include "http/problem.hpp"
#include "trading/accounts/account_request.hpp"

namespace latchkey::api {

using http::Response;
using nlohmann::json;

Response make_response(const Call& call, const KeptAnswer& answer) {
  call.subject = subject_of(answer.body);
  Response response = http::make_json(answer.status, answer.body);
  if (answer.location) response.add_header("Location", *answer.location);
  return response;
}

Response make_replayed(const Call& call, const KeptAnswer& answer) {
  Response response = make_response(call, answer);
  response.add_header("Idempotent-Replayed", "true");
  return response;
}

Response replay_customer(const Call& call, KeptAnswer kept, const std::optional<links::LoginTokenRequest>& login) {
  json& body = kept.body;
  if (kept.login_token_id && login) {
    const auto customer_id = Uuid::parse(body["customer"]["id"].get<std::string>());
    const auto token = call.db.in_transaction([&](db::Transaction&) -> std::optional<links::LoginToken> {
      if (!links::revoke_login_token(call.db, *kept.login_token_id, call.key.id)) return std::nullopt;
      return links::mint_login_token(
          call.db, call.config, {.customer_id = customer_id.value(), .api_key_id = call.key.id, .request = *login});
    });
    if (token) body["login"] = login_json(*token);
  }
  if (body["tradingAccount"].is_object()) {
    const auto account_id = Uuid::parse(body["tradingAccount"]["id"].get<std::string>());
    const auto account = trading::find_account(call.db, account_id.value());
    if (account) body["tradingAccount"] = account_json(*account);
  }
  return make_replayed(call, kept);
}

}  // namespace latchkey::api
