// What a person decides about trading accounts that did not go through, each with its line in the account's history and
// in the activity log. The command line and the admin area both come here.
#pragma once
#include <cstdint>
#include <limits>
#include <string_view>

#include "audit/audit_log.hpp"

namespace latchkey::trading {

enum class AccountDecision {
  done,
  wrong_state,  // the account's status does not allow it
  login_known,  // another account of the platform has this login
};

// A failed account goes back into the queue, with the tag and the passwords that it had. On MT5 a manual one, and a
// failed one of which nobody but a person has said so, is looked for again before anything is sent. A manual one of MT4
// is wrong_state: nothing but a person can tell whether it exists, so it is resolved first.
[[nodiscard]] AccountDecision retry_account(db::Connection& db, const audit::Actor& actor, const Uuid& id);

// Logins at platforms are stored, and written as JSON, as signed numbers of 64 bits.
inline constexpr std::uint64_t highest_login = std::numeric_limits<std::int64_t>::max();

// A manual, unclear or failed account exists at the platform under this login, 1 to highest_login.
[[nodiscard]] AccountDecision resolve_as_created(db::Connection& db, const audit::Actor& actor, const Uuid& id,
                                                 std::uint64_t login);

// A manual or unclear account does not exist and shall not be opened; `code` is what callers of the API see.
[[nodiscard]] AccountDecision resolve_as_failed(db::Connection& db, const audit::Actor& actor, const Uuid& id,
                                                std::string_view code);

}  // namespace latchkey::trading
