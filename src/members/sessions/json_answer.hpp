// JSON answers under /auth/.
#pragma once
#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::members {

// Adds what every answer under /auth/ has beside the headers of a JSON answer.
[[nodiscard]] http::Response dress_json(http::Response response);

// 401 for a request without a live session.
[[nodiscard]] http::Response make_not_signed_in_problem(const http::Request& request);

}  // namespace latchkey::members
