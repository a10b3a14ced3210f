#include "http/problem.hpp"

#include "http/json_text.hpp"

namespace latchkey::http {
namespace {

using nlohmann::json;

// Header values and paths may hold bytes that are not UTF-8: they are shown as U+FFFD.
std::string dump(const json& body) { return body.dump(-1, ' ', false, json::error_handler_t::replace); }

json problem_body(const Request& request, const Problem& problem) {
  json body{{"type", "about:blank"},    {"title", status_text(problem.status)},
            {"status", problem.status}, {"detail", problem.detail},
            {"instance", request.path}, {"code", problem.code},
            {"requestId", request.id}};
  body.update(problem.further_members);
  return body;
}

constexpr std::string_view problem_type = "application/problem+json";

}  // namespace

Response make_problem(const Request& request, const Problem& problem) {
  return make_json_text(problem.status, dump(problem_body(request, problem)), problem_type);
}

Response make_problem(const Request& request, int status, std::string_view code, std::string_view detail) {
  return make_problem(request, Problem{status, code, detail});
}

json json_of(const std::vector<FieldError>& errors) {
  json list = json::array();
  for (const auto& error : errors) {
    list.push_back({{"pointer", error.pointer}, {"code", error.code}, {"message", error.message}});
  }
  return list;
}

Response make_validation_problem(const Request& request, const std::vector<FieldError>& errors) {
  return make_problem(
      request, {.status = 422,
                .code = "validation_failed",
                .detail = "Nothing was written. Correct the fields named in `errors` and send the request again.",
                .further_members = {{"errors", json_of(errors)}}});
}

Response make_method_problem(const Request& request, std::string_view allow) {
  Response response = make_problem(request, 405, "method_not_allowed", "This path knows: " + std::string(allow) + ".");
  response.add_header("Allow", allow);
  return response;
}

Response make_failure_problem(const Request& request, Failure failure) {
  if (failure == Failure::internal) {
    return make_problem(request, 500, "internal", "Something failed here. The request id finds the cause in the log.");
  }
  const std::string_view detail = failure == Failure::outcome_unknown
                                      ? "The database did not say whether the request was carried out. Repeat it; with "
                                        "the same Idempotency-Key it is carried out once."
                                      : "The service is away for a moment. Nothing was written; repeat the request.";
  Response response = make_problem(request, 503, "unavailable", std::string(detail));
  response.add_header("Retry-After", "2");
  return response;
}

Response make_json(int status, const json& body) { return make_json_text(status, dump(body)); }

std::string pointer_token(std::string_view text) {
  std::string token;
  for (const char c : text) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

}  // namespace latchkey::http
