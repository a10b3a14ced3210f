// /admin/sign-in and /admin/sign-out: the pages that need no session.
#pragma once
#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

struct Door {
  const Config& config;
  db::Connection& db;
  const http::Request& request;
};

[[nodiscard]] SessionLimits staff_limits(const Config& config);

// GET /admin/sign-in: 200. POST: 303 into the admin area; 401 wrong e-mail or password; 403 forged; 429 throttled; 400
// a form that did not arrive whole; 405.
[[nodiscard]] http::Response sign_in_page(const Door& door);

// The page that asks to sign in again, after which the visitor lands at `to`. 401.
[[nodiscard]] http::Response ask_to_sign_in(const Door& door, std::string_view to, std::string_view text);

}  // namespace latchkey::admin
