#include "api/create_lead.hpp"

#include <array>

#include "api/bodies/marketing_body.hpp"
#include "api/bodies/person_body.hpp"
#include "api/idempotency.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using http::Response;

constexpr std::array<std::string_view, 9> known_fields{
    "firstName",        "lastName",   "email",   "nationalityCountryCode", "natonalityCountryCode", "phone",
    "phoneCountryCode", "utmDetails", "metadata"};

// Nothing when another machine has answered the same Idempotency-Key in the meantime.
std::optional<KeptAnswer> write_lead(const Call& call, const customers::Person& person,
                                     const customers::Marketing& marketing, const IdempotencyClaim& claim) {
  return call.db.in_transaction([&](db::Transaction& transaction) -> std::optional<KeptAnswer> {
    const customers::TouchedLead lead = customers::touch_lead(call.db, person, marketing, touched_by(call.key));
    KeptAnswer answer{lead.outcome == customers::LeadOutcome::created ? 201 : 200,
                      std::nullopt,
                      {{"lead", lead_json(lead)}},
                      std::nullopt};
    if (claim.remember(answer) == db::InsertOutcome::inserted) return answer;
    transaction.roll_back();
    return std::nullopt;
  });
}

Response create_from_body(const Call& call, const Body& body) {
  const auto claimed = IdempotencyClaim::make(call.db, call.request, call.key, body);
  if (const auto* problem = std::get_if<IdempotencyProblem>(&claimed)) {
    return make_idempotency_problem(call.request, *problem);
  }
  if (const auto* kept = std::get_if<KeptAnswer>(&claimed)) {
    Response response = http::make_json(kept->status, kept->body);
    response.add_header("Idempotent-Replayed", "true");
    return response;
  }
  FieldErrors errors;
  refuse_unknown_members(body, "", known_fields, errors);
  const customers::Person person = parse_person(body, PersonRule::lead, errors);
  const customers::Marketing marketing = parse_marketing(body, errors);
  if (!errors.empty()) return http::make_validation_problem(call.request, errors.all());
  const auto answer = write_lead(call, person, marketing, std::get<IdempotencyClaim>(claimed));
  if (!answer) return make_idempotency_problem(call.request, IdempotencyProblem::in_progress);
  return http::make_json(answer->status, answer->body);
}

}  // namespace

Response create_lead(const Call& call) {
  if (auto refusal = refuse_without_right(call, "leads:create")) return std::move(*refusal);
  return with_body(call, [&](const Body& body) { return create_from_body(call, body); });
}

}  // namespace latchkey::api
