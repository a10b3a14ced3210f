#include "api/creation/create_lead.hpp"

#include "api/creation/idempotency.hpp"
#include "api/creation/rehearsal.hpp"
#include "api/creation/replay.hpp"
#include "api/frame/dry_run.hpp"
#include "api/frame/limit_problem.hpp"
#include "customers/intake/lead_body.hpp"
#include "customers/intake/person_body.hpp"
#include "db/coordination/settle_commit.hpp"
#include "http/problem.hpp"
#include "outbox/outbox.hpp"

namespace latchkey::api {
namespace {

using customers::Findings;
using customers::LeadBody;
using http::Response;

KeptAnswer make_answer(const customers::TouchedLead& lead, const Findings& findings) {
  return {.status = lead.outcome == customers::LeadOutcome::created ? 201 : 200,
          .location = std::nullopt,
          .body = {{"lead", lead_json(lead)}, {"warnings", warnings_json(findings, lead)}},
          .login_token_id = std::nullopt};
}

struct KeyTaken {};  // another machine has answered the same Idempotency-Key in the meantime
using Outcome = std::variant<KeyTaken, LimitProblem, KeptAnswer>;

// What is written, all of it made ready before the transaction.
struct Order {
  const LeadBody& body;
  const Findings& findings;
  const customers::TouchOrigin& origin;
  const std::optional<LimitGate>& gate;
  bool has_listeners;
};

Outcome write_order(db::Connection& db, const Order& order, const customers::TouchedLead& lead,
                    const IdempotencyClaim& claim) {
  auto answer = make_answer(lead, order.findings);
  if (claim.remember(answer) == db::InsertOutcome::duplicate) return KeyTaken{};
  if (auto problem = order.gate ? order.gate->take_places(db) : std::nullopt) return std::move(*problem);
  if (order.has_listeners) outbox::tell(db, lead.id, {happening_of(lead)});
  return answer;
}

Outcome write_lead(db::Connection& db, const Order& order, const IdempotencyClaim& claim) {
  Uuid touch_id;
  Outcome outcome = KeyTaken{};
  try {
    db.in_transaction([&](db::Transaction& transaction) {
      const auto lead = customers::touch_lead(db, order.body.person, order.body.marketing, order.origin);
      touch_id = lead.touch_id;
      outcome = write_order(db, order, lead, claim);
      if (!std::holds_alternative<KeptAnswer>(outcome)) transaction.roll_back();
    });
  } catch (const db::CommitUnknown&) {
    db::settle_commit(db, "SELECT 1 FROM touches WHERE id = ? LOCK IN SHARE MODE", {touch_id});
  }
  return outcome;
}

// Writes the lead, unless a limit of the key stands against it.
Outcome create(const Call& call, const LeadBody& body, const Findings& findings, const IdempotencyClaim& claim) {
  auto origin = make_touch_origin(call.key);
  if (!call.key.limits)
    return write_lead(call.db, {body, findings, origin, std::nullopt, call.key.has_listeners}, claim);
  origin.touched_at = call.db.query("SELECT UTC_TIMESTAMP(6) AS now").at(0).text("now");
  const auto gate = make_limit_gate(call, body.person, *origin.touched_at);
  if (auto problem = gate->find_problem(call.db)) return std::move(*problem);
  return write_lead(call.db, {body, findings, origin, gate, call.key.has_listeners}, claim);
}

// Another machine has answered the same Idempotency-Key a moment ago: this call gets the same answer.
Response make_late_answer(const Call& call, const IdempotencyClaim& claim) {
  const auto met = claim.look_again();
  if (!met) return make_idempotency_problem(call.request, IdempotencyProblem::in_progress);
  if (const auto* problem = std::get_if<IdempotencyProblem>(&*met)) {
    return make_idempotency_problem(call.request, *problem);
  }
  return make_replayed(call, std::get<KeptAnswer>(*met));
}

Response create_from_body(const Call& call, const Body& body, Run run) {
  Findings findings;
  const LeadBody parsed = parse_lead_body(body, findings);
  if (findings.has_errors()) return http::make_validation_problem(call.request, findings.errors());
  if (run == Run::dry) return rehearse_lead(call, {body, parsed, findings});
  const auto claimed = IdempotencyClaim::make(call.db, call.request, call.key, body);
  if (const auto* problem = std::get_if<IdempotencyProblem>(&claimed)) {
    return make_idempotency_problem(call.request, *problem);
  }
  if (const auto* kept = std::get_if<KeptAnswer>(&claimed)) return make_replayed(call, *kept);
  const auto& claim = std::get<IdempotencyClaim>(claimed);
  resolve_person(call.db, parsed.person, findings);
  const auto outcome = create(call, parsed, findings, claim);
  if (const auto* problem = std::get_if<LimitProblem>(&outcome)) return make_limit_problem(call.request, *problem);
  const auto* answer = std::get_if<KeptAnswer>(&outcome);
  if (answer == nullptr) return make_late_answer(call, claim);
  return make_response(call, *answer);
}

}  // namespace

Response create_lead(const Call& call) {
  if (auto refusal = refuse_without_right(call, Right::create_leads)) return std::move(*refusal);
  auto run = read_run(call.request);
  if (auto* refusal = std::get_if<Response>(&run)) return std::move(*refusal);
  return with_body(call, [&](const Body& body) { return create_from_body(call, body, std::get<Run>(run)); });
}

}  // namespace latchkey::api
