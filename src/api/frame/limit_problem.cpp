#include "api/frame/limit_problem.hpp"

#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using http::Request;
using http::Response;

Response make_answer(const Request& request, const OutsideHours& problem) {
  Response response = http::make_problem(
      request, 429, "outside_hours",
      "This API key creates within its opening hours alone; GET /api/v1/key says when they begin (opensAt).");
  response.add_header("Retry-After", std::to_string(problem.until_opening.count()));
  return response;
}

Response make_answer(const Request& request, const TotalUsedUp&) {
  return http::make_problem(request, 403, "cap_exhausted",
                            "This API key has created as many customers and leads as it may in all; ask for more.");
}

Response make_answer(const Request& request, const CapReached& problem) {
  std::string text = "This API key creates at most " + std::to_string(problem.number);
  text += problem.limit == "perHour" ? " an hour" : problem.limit == "perDay" ? " a day" : " a day for this country";
  text += ". Come back after Retry-After.";
  Response response = http::make_problem(request, {.status = 429,
                                                   .code = "cap_reached",
                                                   .detail = text,
                                                   .further_members = {{"limit", std::string(problem.limit)}}});
  response.add_header("Retry-After", std::to_string(problem.until_reset.count()));
  return response;
}

Response make_answer(const Request& request, const CountryNotAllowed& problem) {
  return http::make_validation_problem(request, {{problem.pointer, "country_not_allowed", problem.message}});
}

}  // namespace

Response make_limit_problem(const Request& request, const LimitProblem& problem) {
  return std::visit([&](const auto& one) { return make_answer(request, one); }, problem);
}

std::optional<LimitGate> make_limit_gate(const Call& call, const customers::Person& person, const std::string& now) {
  if (!call.key.limits) return std::nullopt;
  return LimitGate(call.key.first_id(), *call.key.limits, person, parse_database_time(now));
}

}  // namespace latchkey::api
