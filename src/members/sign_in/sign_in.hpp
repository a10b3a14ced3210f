// Sign-in with e-mail and password.
#pragma once
#include <string>
#include <variant>

#include "auth/password_proof.hpp"
#include "auth/redeem.hpp"

namespace latchkey::auth {

struct SignInRequest {
  std::string email;
  std::string password;
  LandingWish wish;
  std::optional<TokenHash> session_cookie;
  Visitor visitor;
};

struct CustomerBlocked {};

using SignInOutcome = std::variant<SignedIn, WrongCredentials, CustomerBlocked, Throttled>;

// Throttled as prove_password() says. A blocked customer is told so only with the right password. Throws Unavailable.
[[nodiscard]] SignInOutcome sign_in(db::Connection& db, const SignInRequest& request, const PasswordCost& cost,
                                    const SignInLimits& limits, const SessionLimits& session_limits);

}  // namespace latchkey::auth
