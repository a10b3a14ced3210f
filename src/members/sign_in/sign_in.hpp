// Sign-in with e-mail and password.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "attempts/password_proof.hpp"
#include "members/sign_in/redeem.hpp"

namespace latchkey::members {

struct SignInRequest {
  std::string email;
  std::string password;
  LandingWish wish;
  std::optional<crypto::TokenHash> session_cookie;
  attempts::Visitor visitor;
  std::optional<crypto::SecretToken> form_cookie = std::nullopt;  // by which this browser is known again
};

struct CustomerBlocked {
  std::optional<std::string> language;  // the customer's
};

using SignInOutcome = std::variant<SignedIn, attempts::WrongCredentials, CustomerBlocked, attempts::Throttled>;

// Throttled as prove_password() says. A blocked customer is told so only with the right password. A password that is
// changed at the same moment is wrong. A form that a browser sends twice opens one session, see open_session(). Throws
// Unavailable.
[[nodiscard]] SignInOutcome sign_in(db::Connection& db, const SignInRequest& request, const attempts::ProofRules& rules,
                                    const SessionLimits& session_limits);

}  // namespace latchkey::members
