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

std::optional<std::string> reseal(const SecretKeeper& keeper, const db::Row& row, std::size_t column,
                                  const std::string& key_id) {
  if (row.is_null(column)) return std::nullopt;
  return keeper.seal(keeper.open({row.text(column), key_id})).bytes;
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

// Each row by itself: a row that was changed meanwhile was sealed with the current key by whoever changed it.
std::size_t reseal_secrets(db::Connection& db, const SecretKeeper& keeper, std::string_view current_key) {
  std::size_t count = 0;
  for (const auto& row :
       db.query("SELECT id, secret, secret_key_id FROM trading_platforms WHERE secret_key_id <> ?", {current_key})) {
    count += db.execute("UPDATE trading_platforms SET secret = ?, secret_key_id = ? WHERE id = ? AND secret = ?",
                        {reseal(keeper, row, 1, row.text(2)), current_key, row.uuid(0), row.text(1)});
  }
  for (const auto& row :
       db.query("SELECT account_id, main_password, investor_password, secret_key_id FROM account_openings "
                "WHERE secret_key_id <> ?",
                {current_key})) {
    const std::string key_id = row.text(3);
    count += db.execute(
        "UPDATE account_openings SET main_password = ?, investor_password = ?, secret_key_id = ? "
        "WHERE account_id = ? AND secret_key_id = ? AND main_password <=> ? AND investor_password <=> ?",
        {reseal(keeper, row, 1, key_id), reseal(keeper, row, 2, key_id), current_key, row.uuid(0), key_id,
         row.optional_text(1), row.optional_text(2)});
  }
  for (const auto& row :
       db.query("SELECT user_id, secret, secret_key_id FROM second_factors WHERE secret_key_id <> ?", {current_key})) {
    count += db.execute("UPDATE second_factors SET secret = ?, secret_key_id = ? WHERE user_id = ? AND secret = ?",
                        {reseal(keeper, row, 1, row.text(2)), current_key, row.uuid(0), row.text(1)});
  }
  return count;
}

}  // namespace latchkey::settings
