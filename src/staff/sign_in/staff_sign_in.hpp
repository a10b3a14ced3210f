// Sign-in of staff with e-mail and password.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "attempts/password_proof.hpp"
#include "audit/audit_log.hpp"
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
// is changed at the same moment. The activity log names who came in (where a second factor is needed, after its code)
// and whose e-mail was refused; attempts that are throttled are not added to it. Throws Unavailable.
[[nodiscard]] StaffSignInOutcome sign_in_staff(db::Connection& db, const StaffSignInRequest& request,
                                               const attempts::ProofRules& rules, const SessionLimits& session_limits);

// The lines of the activity log for a sign-in that is complete and for one that was refused.
void record_sign_in(db::Connection& db, const audit::Actor& actor, const Uuid& user);
void record_refused_sign_in(db::Connection& db, const audit::Actor& actor, std::string_view reason);

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
