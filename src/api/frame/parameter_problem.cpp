#include "api/frame/parameter_problem.hpp"

#include "http/problem.hpp"

namespace latchkey::api {

http::Response make_parameter_problem(const http::Request& request, const std::vector<ParameterError>& errors) {
  auto list = nlohmann::json::array();
  for (const auto& error : errors) {
    list.push_back({{"parameter", error.parameter}, {"code", error.code}, {"message", error.message}});
  }
  const std::string outcome = request.method == "GET" ? "" : "Nothing was written. ";
  return http::make_problem(request,
                            {.status = 422,
                             .code = "validation_failed",
                             .detail = outcome + "Correct the parameters named in `errors` and send the request again.",
                             .further_members = {{"errors", list}}});
}

}  // namespace latchkey::api
