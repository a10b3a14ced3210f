#include "api/create_lead.hpp"

#include "api/bodies/lead_body.hpp"
#include "api/idempotency.hpp"
#include "db/settle_commit.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using http::Response;

KeptAnswer make_answer(const customers::TouchedLead& lead, const Findings& findings) {
  return {.status = lead.outcome == customers::LeadOutcome::created ? 201 : 200,
          .location = std::nullopt,
          .body = {{"lead", lead_json(lead)}, {"warnings", warnings_json(findings, lead)}},
          .login_token_id = std::nullopt};
}

// Nothing when another machine has answered the same Idempotency-Key in the meantime.
std::optional<KeptAnswer> write_lead(const Call& call, const LeadBody& body, const Findings& findings,
                                     const IdempotencyClaim& claim) {
  auto& db = call.db;
  customers::TouchedLead lead;
  bool is_kept = false;
  try {
    db.in_transaction([&](db::Transaction& transaction) {
      lead = customers::touch_lead(db, body.person, body.marketing, make_touch_origin(call.key));
      is_kept = claim.remember(make_answer(lead, findings)) == db::InsertOutcome::inserted;
      if (!is_kept) transaction.roll_back();
    });
  } catch (const db::CommitUnknown&) {
    db::settle_commit(db, "SELECT 1 FROM touches WHERE id = ? LOCK IN SHARE MODE", {lead.touch_id});
  }
  if (!is_kept) return std::nullopt;
  return make_answer(lead, findings);
}

Response replay(const KeptAnswer& kept) {
  Response response = http::make_json(kept.status, kept.body);
  response.add_header("Idempotent-Replayed", "true");
  return response;
}

// Another machine has answered the same Idempotency-Key a moment ago: this call gets the same answer.
Response make_late_answer(const Call& call, const IdempotencyClaim& claim) {
  const auto met = claim.look_again();
  if (!met) return make_idempotency_problem(call.request, IdempotencyProblem::in_progress);
  if (const auto* problem = std::get_if<IdempotencyProblem>(&*met)) {
    return make_idempotency_problem(call.request, *problem);
  }
  return replay(std::get<KeptAnswer>(*met));
}

Response create_from_body(const Call& call, const Body& body) {
  Findings findings;
  const LeadBody parsed = parse_lead_body(body, findings);
  if (findings.has_errors()) return http::make_validation_problem(call.request, findings.errors());
  const auto claimed = IdempotencyClaim::make(call.db, call.request, call.key, body);
  if (const auto* problem = std::get_if<IdempotencyProblem>(&claimed)) {
    return make_idempotency_problem(call.request, *problem);
  }
  if (const auto* kept = std::get_if<KeptAnswer>(&claimed)) return replay(*kept);
  const auto& claim = std::get<IdempotencyClaim>(claimed);
  const auto answer = write_lead(call, parsed, findings, claim);
  if (!answer) return make_late_answer(call, claim);
  return http::make_json(answer->status, answer->body);
}

}  // namespace

Response create_lead(const Call& call) {
  if (auto refusal = refuse_without_right(call, Right::create_leads)) return std::move(*refusal);
  return with_body(call, [&](const Body& body) { return create_from_body(call, body); });
}

}  // namespace latchkey::api
