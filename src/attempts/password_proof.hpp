// Proof that a visitor knows an account's password: what sign-in asks for, and what is asked again before a secret is
// shown or a password is changed. All of them count for one throttle.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "attempts/attempt_log.hpp"
#include "attempts/throttle.hpp"
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
  std::optional<links::ReturnUrlProblem> return_url_problem = std::nullopt;
  Visitor visitor;
};

// The attempt stands in the log as a failure until set_attempt_outcome() says what came of it.
struct PasswordProved {
  Uuid account_id;  // of the table
  Uuid attempt_id;
  // What the password was proved against. Whoever lets somebody in by this proof checks, in the statement that does it,
  // that the account still has this hash: else a change of the password at the same moment would be outlived.
  std::string password_hash;
};
struct WrongCredentials {};

using PasswordProof = std::variant<PasswordProved, WrongCredentials, Throttled>;

struct ProofRules {
  PasswordCost cost;
  SignInLimits limits;
};

// Counted and throttled as begin_guess() says, whatever the password. The e-mail is compared in the form that e-mails
// are stored in; an unknown one, and a text that is none, cost a hash like a known one. A hash of another cost is
// renewed. Throws Unavailable, and the attempt is then no failure when the reason was that there is no memory to look
// at the password.
[[nodiscard]] PasswordProof prove_password(db::Connection& db, const PasswordAttempt& attempt, const ProofRules& rules);

}  // namespace latchkey::attempts
