// The second factor of staff: codes from an authenticator app, and passkeys (staff/passkeys), with ten recovery codes
// for the day they are lost.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attempts/throttle.hpp"
#include "audit/audit_log.hpp"
#include "base/secret_keeper.hpp"
#include "db/connection.hpp"

namespace latchkey::staff {

// Seconds since 1970 by the database's clock.
[[nodiscard]] std::uint64_t unix_time(db::Connection& db);

struct NewSecondFactor {
  Uuid user;
  SealedSecret secret;
  std::uint64_t used_step;                         // of the code that proved the secret: it is spent
  std::optional<Uuid> own_session = std::nullopt;  // of the user, who asks for it
};

// The beginning of a transaction that changes a user's factors: writes the user's row first, as sign-ins do, so that of
// a sign-in at the same moment the session is either seen here, or opened after this. Then ends the user's sessions but
// own_session. False when that one has ended meanwhile, by a change of the factor or of the password that was first.
[[nodiscard]] bool begin_factor_change(db::Connection& db, const Uuid& user, const std::optional<Uuid>& own_session);

// Stores the app's secret, in place of any that is there, and returns ten recovery codes, to be shown this once. The
// user's other sessions end, whether they have shown a factor or not. Nothing is done, and nothing returned, when
// own_session has ended meanwhile.
[[nodiscard]] std::optional<std::vector<std::string>> add_second_factor(db::Connection& db, const audit::Actor& actor,
                                                                        const NewSecondFactor& factor);

enum class AppRemoval {
  done,
  session_ended,  // own_session has ended meanwhile
  needed,         // it is the last factor, and a role of the user needs one
};

// The app's secret goes, with the recovery codes unless passkeys are left, and all of the user's sessions but
// own_session end. It need not be there. Nothing is done unless it is `done`.
[[nodiscard]] AppRemoval remove_app(db::Connection& db, const audit::Actor& actor, const Uuid& user,
                                    const Uuid& own_session);

// The app's secret, all passkeys and recovery codes go, and all of the user's sessions end.
void remove_all_factors(db::Connection& db, const audit::Actor& actor, const Uuid& user);

enum class CodeOutcome {
  right,
  wrong,
  throttled,
  no_key,  // the key file does not open the secret of the app: only a recovery code could have been right
};

struct CodeCheck {
  CodeOutcome outcome = CodeOutcome::wrong;
  std::string problem = {};            // of no_key: what is the matter with the key file, and what to do
  attempts::Throttled throttled = {};  // of throttled: for how long
};

struct CodeRequest {
  std::string key_file;
  Uuid user;
  attempts::Method method;  // `staff` for the sign-in, `recheck` for somebody who is signed in
  std::string code;         // as typed
  attempts::Visitor visitor;
  SignInLimits limits;
};

// A code of the app, or a recovery code. Each is good once: one that is right is spent. A wrong one counts as a failed
// sign-in does, for an account of its own. The key file is read for a code of the app alone, so that the recovery codes
// work without it.
[[nodiscard]] CodeCheck check_second_factor(db::Connection& db, const CodeRequest& request);

// An app or a passkey.
[[nodiscard]] bool has_second_factor(db::Connection& db, const Uuid& user);
[[nodiscard]] bool has_app(db::Connection& db, const Uuid& user);
// Whether a role of the user asks for one.
[[nodiscard]] bool needs_second_factor(db::Connection& db, const Uuid& user);

struct StoredFactor {
  std::string email;  // of its user
  SealedSecret secret;
};

[[nodiscard]] std::vector<StoredFactor> list_second_factors(db::Connection& db);

}  // namespace latchkey::staff
