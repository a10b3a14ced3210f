// The second factor of staff: codes from an authenticator app, and ten recovery codes for the day it is lost.
#pragma once
#include <string>
#include <vector>

#include "attempts/attempt_log.hpp"
#include "audit/audit_log.hpp"
#include "base/secret_keeper.hpp"
#include "db/connection.hpp"

namespace latchkey::staff {

// Seconds since 1970 by the database's clock.
[[nodiscard]] std::uint64_t unix_time(db::Connection& db);

// Stores the secret, in place of any that is there, and returns ten recovery codes, to be shown this once. `used_step`
// is that of the code the user has proved the secret with.
[[nodiscard]] std::vector<std::string> add_second_factor(db::Connection& db, const audit::Actor& actor,
                                                         const Uuid& user, const SealedSecret& secret,
                                                         std::uint64_t used_step);

// Also when there was none.
void remove_second_factor(db::Connection& db, const audit::Actor& actor, const Uuid& user);

enum class CodeOutcome {
  right,
  wrong,
  throttled,
  no_key,  // the key file does not open the secret of the app: only a recovery code could have been right
};

struct CodeCheck {
  CodeOutcome outcome = CodeOutcome::wrong;
  std::string problem;  // of no_key: what is the matter with the key file, and what to do
};

// A code of the app, or a recovery code; each is good once. Wrong ones count as failed sign-ins do. The key file is
// read for a code of the app alone, so that a lost one leaves the recovery codes.
[[nodiscard]] CodeCheck check_second_factor(db::Connection& db, const std::string& key_file, const Uuid& user,
                                            std::string_view code, const attempts::Visitor& visitor,
                                            const SignInLimits& limits);

[[nodiscard]] std::int64_t count_recovery_codes(db::Connection& db, const Uuid& user);

struct StoredFactor {
  std::string email;  // of its user
  SealedSecret secret;
};

[[nodiscard]] std::vector<StoredFactor> list_second_factors(db::Connection& db);

}  // namespace latchkey::staff
