#include "settings/platform_settings.hpp"

namespace latchkey::settings {
namespace {

using platforms::Platform;
using platforms::PlatformGroup;

nlohmann::json describe(const Platform& platform) {
  return {{"name", platform.name},          {"kind", name_of(platform.kind)}, {"demo", platform.is_demo},
          {"host", platform.host},          {"port", platform.port},          {"manager", platform.manager_login},
          {"enabled", platform.is_enabled}, {"default", platform.is_default}};
}

nlohmann::json describe(const PlatformGroup& group) {
  return {{"accountType", group.account_type},
          {"currency", group.currency},
          {"group", group.name},
          {"leverages", group.leverages},
          {"defaultLeverage", group.default_leverage},
          {"default", group.is_default}};
}

}  // namespace

db::InsertOutcome add_platform(db::Connection& db, const auth::Actor& actor, const Platform& platform) {
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto outcome = platforms::add_platform(db, platform);
    if (outcome == db::InsertOutcome::duplicate) {
      transaction.roll_back();
      return outcome;
    }
    auth::record_change(db, actor, {"platform.create", "platform", platform.id, nullptr, describe(platform)});
    return outcome;
  });
}

void set_platform_state(db::Connection& db, const auth::Actor& actor, const Platform& platform, PlatformState state) {
  const bool is_enabled = state == PlatformState::enabled;
  db.in_transaction([&](db::Transaction&) {
    platforms::set_platform_enabled(db, platform.id, is_enabled);
    auth::record_change(db, actor,
                        {is_enabled ? "platform.enable" : "platform.disable",
                         "platform",
                         platform.id,
                         {{"enabled", platform.is_enabled}},
                         {{"enabled", is_enabled}}});
  });
}

void set_platform_secret(db::Connection& db, const auth::Actor& actor, const Platform& platform,
                         const SealedSecret& secret) {
  db.in_transaction([&](db::Transaction&) {
    platforms::set_platform_secret(db, platform.id, secret);
    auth::record_change(db, actor, {"platform.secret", "platform", platform.id, nullptr, nullptr});
  });
}

db::InsertOutcome add_platform_group(db::Connection& db, const auth::Actor& actor, const Platform& platform,
                                     const PlatformGroup& group) {
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto outcome = platforms::add_platform_group(db, platform.id, group);
    if (outcome == db::InsertOutcome::duplicate) {
      transaction.roll_back();
      return outcome;
    }
    auth::record_change(db, actor, {"platform.group", "platform", platform.id, nullptr, describe(group)});
    return outcome;
  });
}

}  // namespace latchkey::settings
