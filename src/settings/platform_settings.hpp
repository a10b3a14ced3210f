// Changes to Settings > Trading Platforms, each with its line in the activity log. The command line and the admin area
// both come here.
#pragma once
#include <functional>

#include "auth/audit_log.hpp"
#include "platforms/platform_check.hpp"
#include "platforms/platform_store.hpp"

namespace latchkey::settings {

// `duplicate` when the name is taken. A platform with is_default takes the place of the default one. One transaction.
[[nodiscard]] db::InsertOutcome add_platform(db::Connection& db, const auth::Actor& actor,
                                             const platforms::Platform& platform);

// Everything of `after` but kind, secret and state, which stay as they are. Also closes the circuit: what was changed
// wants to be tried. `duplicate` when the new name is taken.
[[nodiscard]] db::InsertOutcome change_platform(db::Connection& db, const auth::Actor& actor,
                                                const platforms::Platform& before, const platforms::Platform& after);

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

// Everything of `after` but account type and currency. False, and nothing is changed, when the group's name differs and
// accounts are on their way in it: one whose answer was lost is looked for under the name that it was sent with.
[[nodiscard]] bool change_platform_group(db::Connection& db, const auth::Actor& actor,
                                         const platforms::Platform& platform, const platforms::PlatformGroup& before,
                                         const platforms::PlatformGroup& after);

// False, and nothing is changed, when accounts were asked for in it.
[[nodiscard]] bool remove_platform_group(db::Connection& db, const auth::Actor& actor,
                                         const platforms::Platform& platform, const platforms::PlatformGroup& group);

// platforms::check_platform() with the platform's own groups. When no step has failed the circuit is closed.
[[nodiscard]] bool test_platform(db::Connection& db, const auth::Actor& actor, const platforms::Platform& platform,
                                 const SecretKeeper& keeper,
                                 const std::function<void(const platforms::CheckStep&)>& tell);

// For the activity log and for lists; without the secret.
[[nodiscard]] nlohmann::json describe(const platforms::Platform& platform);
[[nodiscard]] nlohmann::json describe(const platforms::PlatformGroup& group);

}  // namespace latchkey::settings
