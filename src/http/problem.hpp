// Error answers of the API: RFC 9457 problem details with the members `code`, `requestId` and, for 422, `errors`.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"
#include "http/service.hpp"

namespace latchkey::http {

struct FieldError {
  std::string pointer;  // JSON pointer (RFC 6901) into the request body
  std::string code;
  std::string message;
};

struct Problem {
  int status;
  std::string_view code;
  std::string_view detail;  // what the caller is to do
  nlohmann::json further_members = nlohmann::json::object();
};

// The answer, with `Cache-Control: no-store` as on every API answer.
[[nodiscard]] Response make_problem(const Request& request, const Problem& problem);
[[nodiscard]] Response make_problem(const Request& request, int status, std::string_view code, std::string_view detail);

// [{"pointer", "code", "message"}]
[[nodiscard]] nlohmann::json json_of(const std::vector<FieldError>& errors);

// 422 validation_failed with all wrong fields.
[[nodiscard]] Response make_validation_problem(const Request& request, const std::vector<FieldError>& errors);

// 405 with `Allow`.
[[nodiscard]] Response make_method_problem(const Request& request, std::string_view allow);

// 503 with Retry-After, or a bare 500.
[[nodiscard]] Response make_failure_problem(const Request& request, Failure failure);

// A success with a JSON body.
[[nodiscard]] Response make_json(int status, const nlohmann::json& body);

// `text` as one reference token of a JSON pointer: `~` and `/` escaped.
[[nodiscard]] std::string pointer_token(std::string_view text);

}  // namespace latchkey::http
