// What a person decides about a trading account that was not opened. Each decision leaves a line in the account's
// history and one in the activity log. The command line and the admin area both decide by these functions.
#pragma once
#include <cstdint>
#include <limits>
#include <string_view>

#include "audit/audit_log.hpp"
#include "trading/accounts/account_status.hpp"
#include "trading/accounts/account_told.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::trading {

// Which decisions a status allows, so that no button leads into a refusal. A manual account of MT4 cannot be retried:
// nothing but a person can tell whether it exists, so it has to be resolved first.
[[nodiscard]] bool may_be_retried(AccountStatus status, PlatformKind kind);
[[nodiscard]] bool may_be_resolved_as_created(AccountStatus status);
[[nodiscard]] bool may_be_resolved_as_failed(AccountStatus status);

enum class AccountDecision {
  done,
  wrong_state,  // the account's status does not allow it, or there is no such account
  login_known,  // another account of the platform has this login
};

// Puts a failed or manual account back into the queue. It keeps its tag and its passwords.
//
// An MT5 account is first looked for at the platform, and asked for again only when it is not found, unless the
// platform itself has refused the last request: so a manual account is looked for, and so is one that a person has
// resolved as failed. An account that no request was sent for yet needs no look.
[[nodiscard]] AccountDecision retry_account(db::Connection& db, const audit::Actor& actor, const Uuid& id);

// The database and JSON hold logins as signed numbers of 64 bits.
inline constexpr std::uint64_t highest_login = std::numeric_limits<std::int64_t>::max();

// A manual, unclear or failed account exists at the platform under this login, 1 to highest_login. The customer is told
// as of one that was opened without a person.
[[nodiscard]] AccountDecision resolve_as_created(db::Connection& db, const audit::Actor& actor, const Uuid& id,
                                                 std::uint64_t login, AccountMail mail);

// A manual or unclear account does not exist and is not to be opened. `code` is what callers of the API see.
[[nodiscard]] AccountDecision resolve_as_failed(db::Connection& db, const audit::Actor& actor, const Uuid& id,
                                                std::string_view code);

}  // namespace latchkey::trading
