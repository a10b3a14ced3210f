// New platform passwords for an account that is open: asked for by staff, carried out by the provisioner. How it does
// so: trading/provisioning/renewal_job.hpp.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "audit/audit_log.hpp"
#include "trading/accounts/account_status.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::trading {

// account_renewals.state.
enum class RenewalState {
  waiting,  // the provisioner will see to it
  done,     // the customer may look at the new passwords once
  failed,   // the platform has refused it: the old passwords remain
  manual,   // nobody knows which passwords the account has: it has to be asked for again
};

[[nodiscard]] std::string_view name_of(RenewalState state);

// The newest renewal of an account.
struct RenewalStanding {
  RenewalState state;
  std::string code;             // of the last try; empty when there was none, or nothing was wrong
  std::string asked_at;         // ISO 8601
  std::string next_attempt_at;  // ISO 8601; empty unless it waits
};

// Nothing when none was ever asked for.
[[nodiscard]] std::optional<RenewalStanding> find_renewal(db::Connection& db, const Uuid& account_id);

// Whether there is a way to renew passwords: for created accounts of MetaTrader 5. MetaTrader 4's plug-in has none.
[[nodiscard]] bool may_be_renewed(AccountStatus status, PlatformKind kind);

enum class RenewalRequest {
  asked,
  waits_already,   // an earlier one was not carried out yet; nothing was changed
  wrong_state,     // the account is not open, or there is no such account
  wrong_platform,  // the platform cannot be asked for it
  erased,          // the customer was erased, so nobody could look at them
};

// Asks for new passwords, main and investor. The old ones work until the platform has taken the new ones. Leaves a line
// in the account's history and one in the activity log. One that waits for a person is tried again with the passwords
// that it had, since the account may have them.
[[nodiscard]] RenewalRequest ask_for_renewal(db::Connection& db, const audit::Actor& actor, const Uuid& account_id);

}  // namespace latchkey::trading
