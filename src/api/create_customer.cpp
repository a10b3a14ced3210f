#include "api/create_customer.hpp"

#include <array>

#include "api/bodies/account_body.hpp"
#include "api/bodies/login_body.hpp"
#include "api/bodies/marketing_body.hpp"
#include "api/bodies/person_body.hpp"
#include "api/idempotency.hpp"
#include "base/clock_text.hpp"
#include "crypto/password.hpp"
#include "customers/customer_store.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using http::Response;
using nlohmann::json;

constexpr std::array<std::string_view, 12> known_fields{"firstName",
                                                        "lastName",
                                                        "email",
                                                        "nationalityCountryCode",
                                                        "natonalityCountryCode",
                                                        "phone",
                                                        "phoneCountryCode",
                                                        "password",
                                                        "utmDetails",
                                                        "metadata",
                                                        "tradingAccount",
                                                        "login"};

struct Order {
  customers::Person person;
  std::string password;
  customers::Marketing marketing;
  std::optional<trading::AccountChoice> account;
  std::optional<links::LoginTokenRequest> login;
};

Order parse_order(const Call& call, const Body& body, FieldErrors& errors) {
  refuse_unknown_members(body, "", known_fields, errors);
  Order order;
  order.person = parse_person(body, PersonRule::customer, errors);
  order.password = parse_password(body, errors);
  order.marketing = parse_marketing(body, errors);
  order.account = parse_account_wish(body, call.db, errors);
  order.login = parse_login_wish(body, call.config, call.db, errors);
  return order;
}

struct Created {
  KeptAnswer answer;  // and, after it was kept, the login token
  std::optional<Uuid> account_id;
};
struct EmailTaken {};
struct KeyTaken {};  // another machine has answered the same Idempotency-Key in the meantime
using Outcome = std::variant<EmailTaken, KeyTaken, Created>;

json pending_account_json(const Uuid& id, const trading::AccountChoice& choice) {
  return account_json({id, choice.platform_name, trading::ShownStatus::pending, std::nullopt, std::nullopt});
}

struct Writing {
  const Order& order;
  const customers::Outlook& outlook;
  const std::string& password_hash;
  Uuid customer_id;
};

// The whole of the writing, in one transaction.
Outcome write_order(const Call& call, const Writing& writing, const IdempotencyClaim& claim,
                    db::Transaction& transaction) {
  const auto& [order, outlook, password_hash, customer_id] = writing;
  auto& db = call.db;
  const customers::TouchedLead lead = customers::touch_lead(db, order.person, order.marketing, touched_by(call.key));
  if (customers::insert_customer(db, {customer_id, order.person, password_hash, lead.id, call.key.id, outlook.now}) ==
      db::InsertOutcome::duplicate) {
    transaction.roll_back();
    return EmailTaken{};
  }
  const std::string created_at = iso8601_from_database(outlook.now);
  Created created{
      {.status = 201,
       .location = "/api/v1/customers/" + customer_id.text(),
       .body = {{"customer", {{"id", customer_id.text()}, {"email", order.person.email}, {"createdAt", created_at}}},
                {"lead", lead_json(lead)},
                {"tradingAccount", nullptr},
                {"login", nullptr}},
       .login_token_id = std::nullopt},
      std::nullopt};
  json& body = created.answer.body;
  if (order.account) {
    created.account_id = trading::queue_account(db, customer_id, *order.account,
                                                {"api key " + call.key.name, call.request.remote_address});
    body["tradingAccount"] = pending_account_json(*created.account_id, *order.account);
  }
  std::optional<links::LoginToken> token;
  if (order.login) {
    token =
        links::mint_login_token(db, call.config, customer_id, call.key.id, *order.login, {outlook.now, outlook.later});
    created.answer.login_token_id = token->id;
  }
  if (claim.remember(created.answer) == db::InsertOutcome::duplicate) {
    transaction.roll_back();
    return KeyTaken{};
  }
  if (token) body["login"] = login_json(*token);
  return created;
}

Outcome write_in_transaction(const Call& call, const Writing& writing, const IdempotencyClaim& claim) {
  Outcome outcome = EmailTaken{};
  try {
    call.db.in_transaction(
        [&](db::Transaction& transaction) { outcome = write_order(call, writing, claim, transaction); });
  } catch (const db::CommitUnknown&) {
    if (!customers::find_customer(call.db, writing.customer_id)) throw;  // lost on the way: nothing is there
  }
  return outcome;
}

Response make_exists_problem(const Call& call, const std::string& email) {
  const auto existing = customers::find_customer_by_email(call.db, email);
  Response plain = http::make_problem(call.request, 409, "customer_exists",
                                      "There is a customer with this e-mail. Nothing was changed.");
  if (!existing || existing->api_key_id != call.key.id) return plain;
  return http::make_problem(call.request, 409, "customer_exists",
                            "You have created a customer with this e-mail before. Nothing was changed.",
                            {{"customerId", existing->id.text()}});
}

Response make_response(const KeptAnswer& answer) {
  Response response = http::make_json(answer.status, answer.body);
  if (answer.location) response.add_header("Location", *answer.location);
  return response;
}

// The same answer as before, but for what must not be kept: an unused login token is revoked and a new one made, and
// the trading account is shown as it stands now.
Response replay(const Call& call, KeptAnswer kept, const Order& order) {
  json& body = kept.body;
  if (kept.login_token_id && order.login) {
    const auto customer_id = Uuid::parse(body["customer"]["id"].get<std::string>());
    const auto token = call.db.in_transaction([&](db::Transaction&) -> std::optional<links::LoginToken> {
      if (!links::revoke_login_token(call.db, *kept.login_token_id, call.key.id)) return std::nullopt;
      return links::mint_login_token(call.db, call.config, customer_id.value(), call.key.id, *order.login);
    });
    if (token) body["login"] = login_json(*token);
  }
  if (body["tradingAccount"].is_object()) {
    const auto account_id = Uuid::parse(body["tradingAccount"]["id"].get<std::string>());
    const auto account = trading::find_account(call.db, account_id.value());
    if (account) body["tradingAccount"] = account_json(*account);
  }
  Response response = make_response(kept);
  response.add_header("Idempotent-Replayed", "true");
  return response;
}

Response make_created(const Call& call, Created created) {
  KeptAnswer& answer = created.answer;
  if (created.account_id) {
    const auto account = trading::wait_for_account(call.db, *created.account_id, call.config.provisioning_wait);
    answer.body["tradingAccount"] = account_json(account);
  }
  return make_response(answer);
}

Response create_from_body(const Call& call, const Body& body) {
  auto claimed = IdempotencyClaim::make(call.db, call.request, call.key, body);
  if (const auto* problem = std::get_if<IdempotencyProblem>(&claimed)) {
    return make_idempotency_problem(call.request, *problem);
  }
  FieldErrors errors;
  const Order order = parse_order(call, body, errors);
  if (auto* kept = std::get_if<KeptAnswer>(&claimed)) return replay(call, std::move(*kept), order);
  if (!errors.empty()) return http::make_validation_problem(call.request, errors.all());
  const auto token_lifetime = order.login ? order.login->lifetime : std::chrono::seconds{0};
  const customers::Outlook outlook = customers::look_ahead(call.db, order.person.email, token_lifetime);
  if (outlook.is_email_taken) return make_exists_problem(call, order.person.email);
  const std::string password_hash =
      crypto::hash_password(order.password, {call.config.password_cost.memory_kib, call.config.password_cost.passes});
  auto outcome =
      write_in_transaction(call, {order, outlook, password_hash, Uuid::make()}, std::get<IdempotencyClaim>(claimed));
  if (auto* created = std::get_if<Created>(&outcome)) return make_created(call, std::move(*created));
  if (std::holds_alternative<KeyTaken>(outcome)) {
    return make_idempotency_problem(call.request, IdempotencyProblem::in_progress);
  }
  return make_exists_problem(call, order.person.email);
}

}  // namespace

Response create_customer(const Call& call) {
  if (auto refusal = refuse_without_right(call, "customers:create")) return std::move(*refusal);
  return with_body(call, [&](const Body& body) { return create_from_body(call, body); });
}

}  // namespace latchkey::api
