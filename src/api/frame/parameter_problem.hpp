// The answer to an address with wrong parameters.
#pragma once
#include <string>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::api {

struct ParameterError {
  std::string parameter;
  std::string code;
  std::string message;  // what is wanted, for a developer
};

// 422 `validation_failed` with one of `errors` for each.
[[nodiscard]] http::Response make_parameter_problem(const http::Request& request,
                                                    const std::vector<ParameterError>& errors);

}  // namespace latchkey::api
