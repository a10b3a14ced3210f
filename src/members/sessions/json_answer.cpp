#include "members/sessions/json_answer.hpp"

#include "http/problem.hpp"

namespace latchkey::members {

http::Response dress_json(http::Response response) {
  response.add_header("Referrer-Policy", "no-referrer");
  return response;
}

http::Response make_not_signed_in_problem(const http::Request& request) {
  return dress_json(http::make_problem(request, 401, "not_signed_in", "Sign in at /auth/login."));
}

}  // namespace latchkey::members
