// Changes to Settings > Trading Platforms, each with its line in the activity log. The command line and the admin area
// both change platforms and groups by these functions. Each is one transaction.
#pragma once
#include <functional>
#include <optional>

#include "audit/audit_log.hpp"
#include "trading/checks/platform_check.hpp"
#include "trading/platforms/platform_group_store.hpp"
#include "trading/platforms/platform_store.hpp"

namespace latchkey::trading {

// `duplicate` when the name is taken. A platform with is_default takes the place of the default one.
[[nodiscard]] db::InsertOutcome add_platform(db::Connection& db, const audit::Actor& actor, const Platform& platform);

// Both outlive the call.
struct PlatformEdit {
  const Platform& before;  // as the caller has seen it
  const Platform& after;   // its kind, its secret and whether it is enabled are not stored
  std::optional<SealedSecret> new_secret = std::nullopt;
};

enum class PlatformChange {
  done,
  name_taken,
  changed_meanwhile,  // the platform is no longer as `before` says; nothing was done
};

// Also closes the platform's circuit, so that what was changed is tried.
[[nodiscard]] PlatformChange change_platform(db::Connection& db, const audit::Actor& actor, const PlatformEdit& edit);

// A disabled platform takes no new accounts, and those on their way wait. Also closes its circuit.
void set_platform_state(db::Connection& db, const audit::Actor& actor, const Platform& platform, PlatformState state);

// Also closes the circuit, so that the new secret is tried.
void set_platform_secret(db::Connection& db, const audit::Actor& actor, const Platform& platform,
                         const SealedSecret& secret);

// `duplicate` when the platform has a group for this type and currency.
[[nodiscard]] db::InsertOutcome add_platform_group(db::Connection& db, const audit::Actor& actor,
                                                   const Platform& platform, const PlatformGroup& group);

// All three outlive the call.
struct GroupEdit {
  const Platform& platform;
  const PlatformGroup& before;  // as the caller has seen it
  const PlatformGroup& after;   // its account type and its currency are not stored
};

enum class GroupChange {
  done,
  in_progress,  // the name differs, and accounts are on their way or looked for under the old one; nothing was done
  changed_meanwhile,  // the group is no longer as `before` says; nothing was done
};

[[nodiscard]] GroupChange change_platform_group(db::Connection& db, const audit::Actor& actor, const GroupEdit& edit);

// False, and nothing is changed, when accounts were asked for in it.
[[nodiscard]] bool remove_platform_group(db::Connection& db, const audit::Actor& actor, const Platform& platform,
                                         const PlatformGroup& group);

// Both references outlive the call.
struct PlatformTest {
  const Platform& platform;
  const SecretKeeper& keeper;
  std::function<void(const CheckStep&)> tell;  // called for each step as soon as it is done
};

// check_platform() with the platform's own groups. When no step has failed the circuit is closed, and the answer is
// true. The activity log gets the outcome, good or bad.
[[nodiscard]] bool test_platform(db::Connection& db, const audit::Actor& actor, const PlatformTest& test);

enum class Proof {
  proved,    // the last test went well, or an account was opened, and the settings have not changed since
  unproved,  // nothing of the kind has happened since the settings were entered or changed
  failed,    // the last test failed, and no account was opened since
};

[[nodiscard]] Proof find_proof(db::Connection& db, const Uuid& platform_id);

// For the activity log and for lists; without the secret.
[[nodiscard]] nlohmann::json describe(const Platform& platform);
[[nodiscard]] nlohmann::json describe(const PlatformGroup& group);

}  // namespace latchkey::trading
