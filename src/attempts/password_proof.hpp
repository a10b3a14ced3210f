// Proof that a visitor knows an account's password: what sign-in asks for, and what is asked again before a secret is
// shown. Both count for one throttle.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "attempts/attempt_log.hpp"
#include "base/uuid.hpp"
#include "crypto/password.hpp"
#include "db/connection.hpp"

namespace latchkey::attempts {

// Longer than every real e-mail or password; what is longer is not looked at.
inline constexpr std::size_t credential_limit_bytes = 1024;

struct PasswordAttempt {
  std::string_view method;  // for Login activity: "password" (sign-in) or "reveal"
  std::string email;        // as typed
  std::string password;
  std::optional<std::string> return_url;
  Visitor visitor;
};

// The attempt stands in the log as a failure until set_attempt_outcome() says what came of it.
struct PasswordProved {
  Uuid customer_id;
  Uuid attempt_id;
};
struct WrongCredentials {};
struct Throttled {};

using PasswordProof = std::variant<PasswordProved, WrongCredentials, Throttled>;

// The attempt is recorded as a failure before the password is looked at, then counted, so that parallel guesses cannot
// pass the limits together. After account_failures failures for one e-mail (counted since its last success) or
// address_failures for one address within the window, Throttled whatever the password; throttled attempts do not count,
// so nobody is locked out for good. An unknown e-mail costs a hash like a known one. A hash of another cost is renewed.
// Says nothing about a block. Throws Unavailable.
[[nodiscard]] PasswordProof prove_password(db::Connection& db, const PasswordAttempt& attempt, const PasswordCost& cost,
                                           const SignInLimits& limits);

}  // namespace latchkey::attempts
