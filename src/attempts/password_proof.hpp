// Proof that a visitor knows an account's password: what sign-in asks for, and what is asked again before a secret is
// shown or a password is changed. All of them count for one throttle.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "attempts/attempt_log.hpp"
#include "base/uuid.hpp"
#include "config/config.hpp"
#include "crypto/password.hpp"
#include "db/connection.hpp"

namespace latchkey::attempts {

// Longer than every real e-mail or password; what is longer is not looked at.
inline constexpr std::size_t credential_limit_bytes = 1024;

// Whose password it is. A customer and a staff member of the same e-mail are two accounts, also for the throttle.
enum class PasswordTable {
  customers,  // all of them: the caller decides what a block means
  users,      // staff who have a password and are neither disabled nor removed
};

struct PasswordAttempt {
  PasswordTable table;
  Method method;
  std::string email;  // as typed
  std::string password;
  std::optional<std::string> return_url = std::nullopt;
  Visitor visitor;
};

// The attempt stands in the log as a failure until set_attempt_outcome() says what came of it.
struct PasswordProved {
  Uuid account_id;  // of the table
  Uuid attempt_id;
};
struct WrongCredentials {};
struct Throttled {};

using PasswordProof = std::variant<PasswordProved, WrongCredentials, Throttled>;

struct ProofRules {
  PasswordCost cost;
  SignInLimits limits;
};

// The attempt is recorded as a failure before the password is looked at, then counted, so that parallel guesses cannot
// pass the limits together. After account_failures failures for one e-mail (counted since its last success) or
// address_failures for one address within the window, Throttled whatever the password; throttled attempts do not count,
// so nobody is locked out for good. An unknown e-mail costs a hash like a known one. A hash of another cost is renewed.
// Throws Unavailable.
[[nodiscard]] PasswordProof prove_password(db::Connection& db, const PasswordAttempt& attempt, const ProofRules& rules);

}  // namespace latchkey::attempts
