#include "api/frame/dry_run.hpp"

#include "base/percent.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

constexpr std::string_view parameter = "dryRun";

http::Response refuse(const http::Request& request, std::string_view message) {
  const nlohmann::json error{{"parameter", parameter}, {"code", "invalid"}, {"message", message}};
  return http::make_problem(
      request, {.status = 422,
                .code = "validation_failed",
                .detail = "Nothing was written. Correct the parameters named in `errors` and send the request again.",
                .further_members = {{"errors", nlohmann::json::array({error})}}});
}

}  // namespace

std::variant<Run, http::Response> read_run(const http::Request& request) {
  const auto parsed = parse_form(request.query);
  if (std::holds_alternative<FormProblem>(parsed)) {
    if (request.query.find(parameter) == std::string::npos) return Run::real;
    return refuse(request, "Send this once, as true or false, in an address that can be read.");
  }
  const auto* value = find_field(std::get<FormFields>(parsed), parameter);
  if (value == nullptr || *value == "false") return Run::real;
  if (*value == "true") return Run::dry;
  return refuse(request, "This must be true or false.");
}

}  // namespace latchkey::api
