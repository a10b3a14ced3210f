// Changes to Settings > Trading Platforms, each with its line in the activity log. The command line and the admin area
// both come here.
#pragma once
#include "auth/audit_log.hpp"
#include "platforms/platform_store.hpp"

namespace latchkey::settings {

// `duplicate` when the name is taken. A platform with is_default takes the place of the default one. One transaction.
[[nodiscard]] db::InsertOutcome add_platform(db::Connection& db, const auth::Actor& actor,
                                             const platforms::Platform& platform);

enum class PlatformState { enabled, disabled };

// A disabled platform takes no new accounts, and those on their way wait. Enabling closes its circuit.
void set_platform_state(db::Connection& db, const auth::Actor& actor, const platforms::Platform& platform,
                        PlatformState state);

// Also closes the circuit: a new secret wants to be tried.
void set_platform_secret(db::Connection& db, const auth::Actor& actor, const platforms::Platform& platform,
                         const SealedSecret& secret);

// `duplicate` when the platform has a group for this type and currency. One transaction.
[[nodiscard]] db::InsertOutcome add_platform_group(db::Connection& db, const auth::Actor& actor,
                                                   const platforms::Platform& platform,
                                                   const platforms::PlatformGroup& group);

}  // namespace latchkey::settings
