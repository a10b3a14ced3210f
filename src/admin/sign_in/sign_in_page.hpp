// /admin/sign-in, the one page of the admin area that needs no session.
#pragma once
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "crypto/secret_token.hpp"
#include "db/connection.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// A request to the sign-in page, of somebody who need not be signed in. All three must outlive it.
struct SignInVisit {
  const Config& config;
  db::Connection& db;
  const http::Request& request;
};

// GET /admin/sign-in: 200. POST: 303 into the admin area; 401 wrong e-mail or password; 403 forged; 429 throttled; 400
// a form that did not arrive whole; 405.
[[nodiscard]] http::Response sign_in_page(const SignInVisit& visit);

// Where a visitor who has signed in goes, below /admin: `to` if it is a page of the admin area, else the start.
[[nodiscard]] std::string checked_target(const std::string& to);

// 303 there, with the new session's cookie.
[[nodiscard]] http::Response enter(const std::string& to, const crypto::SecretToken& session);

// The page that asks to sign in again, after which the visitor lands at `to`. 401.
[[nodiscard]] http::Response ask_to_sign_in(const SignInVisit& visit, std::string_view to, std::string_view text);

}  // namespace latchkey::admin
