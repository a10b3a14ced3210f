// /admin/forgotten and /admin/password, which need no session and are there where mails are sent.
#pragma once
#include "admin/sign_in/sign_in_page.hpp"

namespace latchkey::admin {

// GET: 200 a form for an address. POST: 200, the same page for every address; 400; 403; 405.
[[nodiscard]] http::Response forgotten_page(const SignInVisit& visit);

// GET ?token=ls_…: 200 a form for a password, and nothing is spent; 410 for a link that does not work any more. POST:
// 303 to the sign-in page; 400; 403; 405; 410; 422 a password that is not taken.
[[nodiscard]] http::Response password_page(const SignInVisit& visit);

}  // namespace latchkey::admin
