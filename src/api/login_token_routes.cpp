#include "api/login_token_routes.hpp"

#include <algorithm>

#include "api/bodies/login_body.hpp"
#include "api/frame/narrow_list.hpp"
#include "api/frame/own_leads.hpp"
#include "customers/customer_store.hpp"
#include "http/problem.hpp"
#include "mails/mail_queue.hpp"

namespace latchkey::api {
namespace {

using customers::Findings;

// One answer for a customer who is not there and for one who is not the key's own.
std::optional<customers::Customer> find_permitted_customer(const Call& call, std::string_view customer_id) {
  const auto id = Uuid::parse(customer_id);
  auto customer = id ? customers::find_customer(call.db, *id) : std::nullopt;
  const bool is_permitted =
      customer && (call.key.rights.contains(Right::any_logins) || is_own_lead(call.db, call.key, customer->lead_id));
  return is_permitted ? std::move(customer) : std::nullopt;
}

using http::Response;

nlohmann::json mailed_login_json(const links::LoginToken& token) {
  return {{"id", token.id.text()},
          {"kind", links::kind_name(token.kind)},
          {"deliver", "email"},
          {"expiresAt", token.expires_at}};
}

Response make_mail_limit_problem(const Call& call, const std::string& email) {
  Response response = http::make_problem(call.request, 429, "rate_limited",
                                         "This customer has had five mails within an hour. No link was made.");
  const auto wait = std::max(mails::find_wait(call.db, email), std::chrono::seconds{1});
  response.add_header("Retry-After", std::to_string(wait.count()));
  return response;
}

// The link goes to the customer alone: its token is made when it is sent.
Response mail_login_token(const Call& call, const customers::Customer& customer,
                          const links::LoginTokenRequest& wanted) {
  const auto token = call.db.in_transaction([&](db::Transaction& transaction) -> std::optional<links::LoginToken> {
    auto made = links::mint_login_token(
        call.db, call.config,
        {.customer_id = customer.id, .api_key_id = call.key.id, .request = wanted, .is_mailed = true});
    const auto queued = mails::queue_mail(call.db,
                                          {.kind = mails::Kind::sign_in_link,
                                           .recipient = customer.email,
                                           .customer_id = customer.id,
                                           .token_id = made.id},
                                          mails::OverLimit::leave_no_trace);
    if (queued == mails::Queued::waiting) return made;
    transaction.roll_back();
    return std::nullopt;
  });
  if (!token) return make_mail_limit_problem(call, customer.email);
  return http::make_json(201, {{"login", mailed_login_json(*token)}});
}

}  // namespace

Response create_login_token(const Call& call, std::string_view customer_id) {
  if (!sign_customers_in(call.key.rights)) return refuse_without_right(call, Right::create_logins).value();
  return with_body(call, [&](const Body& body) -> Response {
    const auto deliver = read_deliver(body);
    if (deliver == Deliver::to_caller) {
      if (auto refusal = refuse_without_narrow_list(call, "Signing customers in")) return std::move(*refusal);
    }
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
    if (deliver == Deliver::by_mail) return mail_login_token(call, *customer, wanted);
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
