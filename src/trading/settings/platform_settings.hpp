// Changes to Settings > Trading Platforms, each with its line in the activity log. The command line and the admin area
// both come here.
#pragma once
#include <functional>

#include "audit/audit_log.hpp"
#include "trading/checks/platform_check.hpp"
#include "trading/platforms/platform_store.hpp"

namespace latchkey::trading {

// `duplicate` when the name is taken. A platform with is_default takes the place of the default one. One transaction.
[[nodiscard]] db::InsertOutcome add_platform(db::Connection& db, const audit::Actor& actor, const Platform& platform);

enum class PlatformChange {
  done,
  name_taken,
  changed_meanwhile,  // the platform is no longer as `before` says; nothing was done
};

// Everything of `after` but kind, secret and state, which stay as they are, and the new secret if there is one.
// `before` is what the caller has seen; it is compared under the row's lock. Also closes the circuit: what was changed
// wants to be tried. One transaction.
[[nodiscard]] PlatformChange change_platform(db::Connection& db, const audit::Actor& actor, const Platform& before,
                                             const Platform& after,
                                             const std::optional<SealedSecret>& new_secret = std::nullopt);

enum class PlatformState { enabled, disabled };

// A disabled platform takes no new accounts, and those on their way wait. Enabling closes its circuit.
void set_platform_state(db::Connection& db, const audit::Actor& actor, const Platform& platform, PlatformState state);

// Also closes the circuit: a new secret wants to be tried.
void set_platform_secret(db::Connection& db, const audit::Actor& actor, const Platform& platform,
                         const SealedSecret& secret);

// `duplicate` when the platform has a group for this type and currency. One transaction.
[[nodiscard]] db::InsertOutcome add_platform_group(db::Connection& db, const audit::Actor& actor,
                                                   const Platform& platform, const PlatformGroup& group);

enum class GroupChange {
  done,
  in_progress,        // the name differs, and an account whose answer was lost is looked for under the old one
  changed_meanwhile,  // the group is no longer as `before` says
};

// Everything of `after` but account type and currency; nothing is changed unless it is done. `before` is compared under
// the row's lock.
[[nodiscard]] GroupChange change_platform_group(db::Connection& db, const audit::Actor& actor, const Platform& platform,
                                                const PlatformGroup& before, const PlatformGroup& after);

// False, and nothing is changed, when accounts were asked for in it.
[[nodiscard]] bool remove_platform_group(db::Connection& db, const audit::Actor& actor, const Platform& platform,
                                         const PlatformGroup& group);

// check_platform() with the platform's own groups. When no step has failed the circuit is closed.
[[nodiscard]] bool test_platform(db::Connection& db, const audit::Actor& actor, const Platform& platform,
                                 const SecretKeeper& keeper, const std::function<void(const CheckStep&)>& tell);

// For the activity log and for lists; without the secret.
[[nodiscard]] nlohmann::json describe(const Platform& platform);
[[nodiscard]] nlohmann::json describe(const PlatformGroup& group);

}  // namespace latchkey::trading
