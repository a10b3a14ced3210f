#include "api/creation/rehearsal.hpp"

#include "api/creation/customer_exists.hpp"
#include "api/creation/idempotency.hpp"
#include "api/frame/limit_problem.hpp"
#include "customers/customer_store.hpp"
#include "customers/intake/person_body.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using customers::LeadBody;
using http::Response;
using nlohmann::json;

Response make_answer(const json& outcome, const json& warnings) {
  return http::make_json(200, {{"dryRun", true}, {"lead", {{"outcome", outcome}}}, {"warnings", warnings}});
}

// What the Idempotency-Key decides; nothing when the call would go on.
std::optional<Response> answer_by_key(const Call& call, const Body& body) {
  const auto met = IdempotencyClaim::look(call.db, call.request, call.key, body);
  if (!met) return std::nullopt;
  if (const auto* problem = std::get_if<IdempotencyProblem>(&*met)) {
    return make_idempotency_problem(call.request, *problem);
  }
  const json& kept = std::get<KeptAnswer>(*met).body;
  return make_answer(kept.at("lead").at("outcome"), kept.value("warnings", json::array()));
}

std::optional<LimitProblem> find_limit_problem(const Call& call, const customers::Person& person) {
  if (!call.key.limits) return std::nullopt;
  const auto now = call.db.query("SELECT UTC_TIMESTAMP(6) AS now").at(0).text("now");
  return make_limit_gate(call, person, now)->find_problem(call.db);
}

template <class Parsed>
Response answer_by_limits(const Call& call, const Rehearsed<Parsed>& creation) {
  const customers::Person& person = creation.parsed.person;
  if (const auto problem = find_limit_problem(call, person)) return make_limit_problem(call.request, *problem);
  const auto lead = customers::foresee_lead(call.db, person.email, creation.parsed.marketing);
  return make_answer(lead_json(lead).at("outcome"), warnings_json(creation.findings, lead));
}

}  // namespace

Response rehearse_customer(const Call& call, Rehearsed<CustomerBody> creation) {
  if (auto answer = answer_by_key(call, creation.body)) return std::move(*answer);
  resolve_person(call.db, creation.parsed.person, creation.findings);
  static_cast<void>(resolve_customer_body(call.db, creation.parsed, creation.findings));
  if (creation.findings.has_errors()) return http::make_validation_problem(call.request, creation.findings.errors());
  const auto& email = creation.parsed.person.email;
  if (const auto existing = customers::find_customer_by_email(call.db, email)) {
    return make_exists_problem(call, existing);
  }
  return answer_by_limits(call, creation);
}

Response rehearse_lead(const Call& call, Rehearsed<LeadBody> creation) {
  if (auto answer = answer_by_key(call, creation.body)) return std::move(*answer);
  resolve_person(call.db, creation.parsed.person, creation.findings);
  return answer_by_limits(call, creation);
}

}  // namespace latchkey::api
