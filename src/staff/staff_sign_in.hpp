// Sign-in of staff with e-mail and password.
#pragma once
#include <string>
#include <variant>

#include "auth/attempt_log.hpp"
#include "auth/password.hpp"
#include "auth/sign_in.hpp"
#include "auth/staff_session.hpp"

namespace latchkey::auth {

struct StaffSignInRequest {
  std::string email;
  std::string password;
  std::optional<TokenHash> session_cookie;  // this browser's session until now: it ends
  Visitor visitor;
};

struct StaffSignedIn {
  SecretToken session;
  bool waits_for_code;
};

using StaffSignInOutcome = std::variant<StaffSignedIn, WrongCredentials, Throttled>;

// Counted and throttled as sign_in() does it for members, in the same log, under the method "staff". A disabled user
// and one without a password are WrongCredentials like an unknown one, and take the same time. Throws Unavailable.
[[nodiscard]] StaffSignInOutcome sign_in_staff(db::Connection& db, const StaffSignInRequest& request,
                                               const PasswordCost& cost, const SignInLimits& limits,
                                               const SessionLimits& session_limits);

enum class OwnPassword { right, wrong, throttled };

// Whether somebody who is signed in knows the password, asked again before it is changed. Counts as a sign-in does, for
// the same account. Throws Unavailable.
[[nodiscard]] OwnPassword prove_own_password(db::Connection& db, const StaffSignInRequest& request,
                                             const PasswordCost& cost, const SignInLimits& limits);

}  // namespace latchkey::auth
