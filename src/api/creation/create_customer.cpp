#include "api/creation/create_customer.hpp"

#include "api/bodies/account_body.hpp"
#include "api/bodies/customer_body.hpp"
#include "api/creation/customer_exists.hpp"
#include "api/creation/idempotency.hpp"
#include "api/creation/rehearsal.hpp"
#include "api/creation/replay.hpp"
#include "api/frame/dry_run.hpp"
#include "api/frame/limit_problem.hpp"
#include "base/clock_text.hpp"
#include "base/log.hpp"
#include "base/unavailable.hpp"
#include "crypto/password.hpp"
#include "customers/customer_store.hpp"
#include "customers/intake/person_body.hpp"
#include "db/coordination/settle_commit.hpp"
#include "http/problem.hpp"
#include "mails/mail_queue.hpp"
#include "outbox/outbox.hpp"

namespace latchkey::api {
namespace {

using customers::Findings;
using http::Response;
using nlohmann::json;

struct Created {
  KeptAnswer answer;  // gets its login token after it was kept
  std::optional<Uuid> account_id;
};
struct EmailTaken {};
struct KeyTaken {};  // another machine has answered the same Idempotency-Key in the meantime
using Outcome = std::variant<EmailTaken, KeyTaken, LimitProblem, Created>;

// What is written, all of it made ready before the transaction.
struct Order {
  const CustomerBody& body;
  const std::optional<trading::AccountChoice>& account;
  const customers::EmailAndClock& clock;
  const std::string& password_hash;
  Uuid customer_id;
  const Findings& findings;
  const std::optional<LimitGate>& gate;
};

json pending_account_json(const Uuid& id, const trading::AccountChoice& choice) {
  return account_json({id, choice.platform_name, trading::ShownStatus::pending, std::nullopt, std::nullopt});
}

KeptAnswer make_answer(const Order& order, const customers::TouchedLead& lead) {
  const std::string id = order.customer_id.text();
  const json customer{
      {"id", id}, {"email", order.body.person.email}, {"createdAt", iso8601_from_database(order.clock.now)}};
  return {.status = 201,
          .location = "/api/v1/customers/" + id,
          .body = {{"customer", customer},
                   {"lead", lead_json(lead)},
                   {"tradingAccount", nullptr},
                   {"login", nullptr},
                   {"warnings", warnings_json(order.findings, lead)}},
          .login_token_id = std::nullopt};
}

void tell(const Call& call, const Order& order, const customers::TouchedLead& lead) {
  if (!call.key.has_listeners) return;
  std::vector<outbox::Happening> happenings{happening_of(lead),
                                            {endpoints::Event::customer_created, order.customer_id}};
  if (lead.conversion) happenings.push_back(happening_of(*lead.conversion));
  outbox::tell(call.db, lead.id, happenings);
}

// A link by which the customer sets a password proves the address too.
void queue_mail(const Call& call, const Order& order) {
  if (!call.config.mail) return;
  const bool has_password = !order.password_hash.empty();
  if (has_password && !call.config.mail->confirm) return;
  mails::queue_mail(call.db, {.kind = has_password ? mails::Kind::confirm : mails::Kind::set_password,
                              .recipient = order.body.person.email,
                              .customer_id = order.customer_id});
}

// The whole of the writing, in one transaction.
Outcome write_order(const Call& call, const Order& order, const IdempotencyClaim& claim, db::Transaction& transaction) {
  auto& db = call.db;
  const auto& body = order.body;
  auto origin = make_touch_origin(call.key);
  origin.becoming = customers::Becoming::customer;
  if (order.gate) origin.touched_at = order.clock.now;  // the touch counts where the customer does
  const customers::TouchedLead lead = customers::touch_lead(db, body.person, body.marketing, origin);
  if (customers::insert_customer(db, {.id = order.customer_id,
                                      .person = body.person,
                                      .password_hash = order.password_hash,
                                      .lead_id = lead.id,
                                      .api_key_id = call.key.id,
                                      .created_at = order.clock.now,
                                      .lead_outcome = lead.outcome}) == db::InsertOutcome::duplicate) {
    transaction.roll_back();
    return EmailTaken{};
  }
  Created created{make_answer(order, lead), std::nullopt};
  KeptAnswer& answer = created.answer;
  if (order.account) {
    created.account_id =
        trading::queue_account(db, order.customer_id, *order.account, {"api key " + call.key.name, body.ip});
    answer.body["tradingAccount"] = pending_account_json(*created.account_id, *order.account);
  }
  std::optional<links::LoginToken> token;
  if (body.login) {
    token = links::mint_login_token(db, call.config,
                                    {.customer_id = order.customer_id,
                                     .api_key_id = call.key.id,
                                     .request = *body.login,
                                     .times = links::TokenTimes{order.clock.now, order.clock.later}});
    answer.login_token_id = token->id;
  }
  if (claim.remember(answer) == db::InsertOutcome::duplicate) {
    transaction.roll_back();
    return KeyTaken{};
  }
  if (order.gate) {
    if (auto problem = order.gate->take_places(db)) {
      transaction.roll_back();
      return std::move(*problem);
    }
  }
  tell(call, order, lead);
  queue_mail(call, order);
  if (token) answer.body["login"] = login_json(*token);
  return created;
}

Outcome write_in_transaction(const Call& call, const Order& order, const IdempotencyClaim& claim) {
  Outcome outcome = EmailTaken{};
  try {
    call.db.in_transaction(
        [&](db::Transaction& transaction) { outcome = write_order(call, order, claim, transaction); });
  } catch (const db::CommitUnknown&) {
    db::settle_commit(call.db, "SELECT 1 FROM customers WHERE id = ? LOCK IN SHARE MODE", {order.customer_id});
  }
  return outcome;
}

// Waits for the account, unless half of the processes do so already, and tells in the answer how it stands. All is
// stored: a database that is lost now leaves the account as it was queued, pending.
void wait_for_account(const Call& call, const Uuid& account_id, KeptAnswer& answer) {
  const auto place = call.long_work.begin();
  const auto longest = place ? call.config.provisioning_wait : std::chrono::milliseconds{0};
  try {
    answer.body["tradingAccount"] = account_json(trading::wait_for_account(call.db, account_id, longest));
  } catch (const Unavailable& error) {
    log(LogLevel::warning, "account_not_looked_at", {{"request", call.request.id}, {"why", error.what()}});
  }
}

Response make_created(const Call& call, Created created) {
  KeptAnswer& answer = created.answer;
  if (created.account_id) wait_for_account(call, *created.account_id, answer);
  return make_response(call, answer);
}

struct Checked {
  CustomerBody body;
  std::optional<trading::AccountChoice> account;
  Findings findings;
};

// The customer is there already. Another machine may have made it for the same Idempotency-Key a moment ago: then this
// call gets the same answer.
Response make_late_answer(const Call& call, const CustomerBody& body, const IdempotencyClaim& claim) {
  auto met = claim.look_again();
  if (!met) return make_exists_problem(call, customers::find_customer_by_email(call.db, body.person.email));
  if (const auto* problem = std::get_if<IdempotencyProblem>(&*met))
    return make_idempotency_problem(call.request, *problem);
  return replay_customer(call, std::get<KeptAnswer>(std::move(*met)), body.login);
}

Response create(const Call& call, Checked& checked, const IdempotencyClaim& claim) {
  const CustomerBody& body = checked.body;
  const auto token_lifetime = body.login ? body.login->lifetime : std::chrono::seconds{0};
  const auto clock = customers::read_email_and_clock(call.db, body.person, token_lifetime);
  if (clock.is_email_taken) return make_late_answer(call, body, claim);
  if (clock.is_phone_familiar) customers::resolve_person(call.db, body.person, checked.findings);
  const auto gate = make_limit_gate(call, body.person, clock.now);
  if (const auto problem = gate ? gate->find_problem(call.db) : std::nullopt) {
    return make_limit_problem(call.request, *problem);
  }
  const std::string password_hash =
      body.password.empty() ? std::string() : crypto::hash_password(body.password, call.config.password_cost);
  auto outcome = write_in_transaction(
      call, {body, checked.account, clock, password_hash, Uuid::make(), checked.findings, gate}, claim);
  if (const auto* problem = std::get_if<LimitProblem>(&outcome)) return make_limit_problem(call.request, *problem);
  if (auto* created = std::get_if<Created>(&outcome)) return make_created(call, std::move(*created));
  if (std::holds_alternative<KeyTaken>(outcome) && !claim.look_again()) {
    return make_idempotency_problem(call.request, IdempotencyProblem::in_progress);
  }
  return make_late_answer(call, body, claim);
}

Response create_from_body(const Call& call, const Body& body, Run run) {
  Checked checked;
  Findings& findings = checked.findings;
  checked.body = parse_customer_body(body, call.config, findings);
  if (findings.has_errors()) {
    static_cast<void>(
        resolve_customer_body(call.db, checked.body, findings));  // so that the caller hears of all at once
    return http::make_validation_problem(call.request, findings.errors());
  }
  if (run == Run::dry) return rehearse_customer(call, {body, checked.body, findings});
  auto claimed = IdempotencyClaim::make(call.db, call.request, call.key, body);
  if (const auto* problem = std::get_if<IdempotencyProblem>(&claimed)) {
    return make_idempotency_problem(call.request, *problem);
  }
  if (auto* kept = std::get_if<KeptAnswer>(&claimed))
    return replay_customer(call, std::move(*kept), checked.body.login);
  checked.account = resolve_customer_body(call.db, checked.body, findings);
  if (findings.has_errors()) return http::make_validation_problem(call.request, findings.errors());
  return create(call, checked, std::get<IdempotencyClaim>(claimed));
}

}  // namespace

Response create_customer(const Call& call) {
  if (auto refusal = refuse_without_right(call, Right::create_customers)) return std::move(*refusal);
  auto run = read_run(call.request);
  if (auto* refusal = std::get_if<Response>(&run)) return std::move(*refusal);
  return with_body(call, [&](const Body& body) { return create_from_body(call, body, std::get<Run>(run)); });
}

}  // namespace latchkey::api
