// Proves a passkey: in place of a code after the password, alone, and again by somebody who is signed in.
#pragma once
#include <chrono>
#include <optional>
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

// Counted and throttled as check_second_factor() does it, for the same account; an unknown passkey has one of its own.
// The challenge is spent whatever comes of it. Both answer with the cookie of a session without a limit; the activity
// log names who came in, and whose passkey was refused.
using PasskeyOutcome = std::variant<crypto::SecretToken, PasskeyRefused, attempts::Throttled>;

// The second factor of `waiting`, a session that has shown its password and ends with it. The passkey must be its
// user's.
[[nodiscard]] PasskeyOutcome complete_with_passkey(db::Connection& db, const PasskeyRequest& request,
                                                   const StaffSession& waiting, std::chrono::seconds lifetime);

// Without a password: the authenticator must have verified the person, and all roles of the user must allow it.
// `former` is this browser's session until now: it ends.
[[nodiscard]] PasskeyOutcome sign_in_with_passkey(db::Connection& db, const PasskeyRequest& request,
                                                  const SessionLimits& session_limits,
                                                  const std::optional<crypto::TokenHash>& former);

struct PasskeyConfirmed {};
using PasskeyCheck = std::variant<PasskeyConfirmed, PasskeyRefused, attempts::Throttled>;

// Whether somebody who is signed in has a passkey of his at hand, asked again before a factor is added or removed.
[[nodiscard]] PasskeyCheck check_own_passkey(db::Connection& db, const PasskeyRequest& request, const Uuid& user);

}  // namespace latchkey::staff
