// Sign-in of staff with e-mail and password.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "attempts/password_proof.hpp"
#include "crypto/secret_token.hpp"
#include "staff/staff_session.hpp"

namespace latchkey::staff {

struct StaffSignInRequest {
  std::string email;
  std::string password;
  std::optional<crypto::TokenHash> session_cookie;  // this browser's session until now: it ends
  attempts::Visitor visitor;
};

struct StaffSignedIn {
  crypto::SecretToken session;
  bool waits_for_code;
};

using StaffSignInOutcome = std::variant<StaffSignedIn, attempts::WrongCredentials, attempts::Throttled>;

// Counted and throttled as sign_in() does it for members, in the same log, under the method `staff`. A disabled user
// and one without a password are WrongCredentials like an unknown one, and take the same time; so is one whose password
// is changed at the same moment. Throws Unavailable.
[[nodiscard]] StaffSignInOutcome sign_in_staff(db::Connection& db, const StaffSignInRequest& request,
                                               const attempts::ProofRules& rules, const SessionLimits& session_limits);

struct OwnPasswordKnown {};

using OwnPassword = std::variant<OwnPasswordKnown, attempts::WrongCredentials, attempts::Throttled>;

struct OwnPasswordRequest {
  std::string email;
  std::string password;
  attempts::Visitor visitor;
};

// Whether somebody who is signed in knows the password, asked again before it is changed and before a first second
// factor is added. Counts as a sign-in does, for the same account. Throws Unavailable.
[[nodiscard]] OwnPassword prove_own_password(db::Connection& db, const OwnPasswordRequest& request,
                                             const attempts::ProofRules& rules);

}  // namespace latchkey::staff
