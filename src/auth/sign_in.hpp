// Sign-in with e-mail and password.
#pragma once
#include <chrono>
#include <string>
#include <variant>

#include "auth/password.hpp"
#include "auth/redeem.hpp"

namespace latchkey::auth {

struct SignInRequest {
  std::string email;
  std::string password;
  LandingWish wish;
  std::optional<TokenHash> session_cookie;
  Visitor visitor;
};

struct WrongCredentials {};
struct CustomerBlocked {};
struct Throttled {};

using SignInOutcome = std::variant<SignedIn, WrongCredentials, CustomerBlocked, Throttled>;

// The attempt is recorded as a failure before the password is looked at, then counted, so that parallel guesses cannot
// pass the limits together. After account_failures failures for one e-mail (counted since its last success) or
// address_failures for one address within the window, Throttled whatever the password; throttled attempts do not count,
// so nobody is locked out for good. An unknown e-mail costs a hash like a known one. A blocked customer is told so only
// with the right password. Throws Unavailable.
[[nodiscard]] SignInOutcome sign_in(db::Connection& db, const SignInRequest& request, const PasswordCost& cost,
                                    const SignInLimits& limits, const SessionLimits& session_limits);

}  // namespace latchkey::auth
