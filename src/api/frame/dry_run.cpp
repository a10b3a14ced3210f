#include "api/frame/dry_run.hpp"

#include <utility>

#include "api/frame/parameter_problem.hpp"
#include "base/percent.hpp"

namespace latchkey::api {
namespace {

constexpr std::string_view parameter = "dryRun";

http::Response refuse(const http::Request& request, std::string message) {
  return make_parameter_problem(
      request, {{.parameter = std::string(parameter), .code = "invalid", .message = std::move(message)}});
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
