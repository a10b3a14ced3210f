// Proves a passkey: in place of a code after the password, and alone.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "attempts/throttle.hpp"
#include "staff/passkeys/passkey_answer.hpp"
#include "staff/passkeys/passkey_store.hpp"
#include "staff/staff_session.hpp"

namespace latchkey::staff {

struct PasskeyRequest {
  PasskeyAnswer answer;
  RelyingParty site;
  crypto::SecretToken holder;  // of the challenge, see make_passkey_challenge()
  attempts::Visitor visitor;
  SignInLimits limits;
};

struct PasskeyRefused {
  std::string_view reason;  // for the activity log
};

// Counted and throttled as check_second_factor() does it, for an account of the passkey's own; and the challenge is
// spent whatever comes of it. Each answers with the cookie of a session without a limit; the activity log names who
// came in.
using PasskeyOutcome = std::variant<crypto::SecretToken, PasskeyRefused, attempts::Throttled>;

// The second factor of `waiting`, a session that has shown its password and ends with it. The passkey must be its
// user's.
[[nodiscard]] PasskeyOutcome complete_with_passkey(db::Connection& db, const PasskeyRequest& request,
                                                   const StaffSession& waiting, std::chrono::seconds lifetime);

// Without a password: the authenticator must have verified the person, and all roles of the user must allow it.
[[nodiscard]] PasskeyOutcome sign_in_with_passkey(db::Connection& db, const PasskeyRequest& request,
                                                  std::chrono::seconds lifetime);

}  // namespace latchkey::staff
