// The limits of a call's key: the gate of a creation, and how a caller is told that it is closed.
#pragma once
#include "api/frame/call.hpp"
#include "api/limits/gate.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::api {

// 429 outside_hours and cap_reached with Retry-After, 403 cap_exhausted, 422 validation_failed with
// country_not_allowed.
[[nodiscard]] http::Response make_limit_problem(const http::Request& request, const LimitProblem& problem);

// The gate of a creation that is dated `now`, DATETIME(6) text; nothing for a key without limits. The call must outlive
// it.
[[nodiscard]] std::optional<LimitGate> make_limit_gate(const Call& call, const customers::Person& person,
                                                       const std::string& now);

}  // namespace latchkey::api
