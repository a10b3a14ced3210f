#include "api/keys/api_key_change.hpp"

#include "api/keys/comma_list.hpp"
#include "api/keys/key_name.hpp"
#include "api/limits/counters.hpp"
#include "db/coordination/turn.hpp"

namespace latchkey::api {
namespace {

using nlohmann::json;

constexpr std::string_view select_settings =
    R"sql(
    SELECT name, expires_at, user_id, rights, allow_list, limits, COALESCE(first_key_id, id) AS first_key_id,
        COALESCE(expires_at <= UTC_TIMESTAMP(6), FALSE) AS is_expired
    FROM api_keys
    WHERE id = ? AND revoked_at IS NULL)sql";

ApiKeySettings settings_of(const db::Row& row) {
  return {.name = row.text("name"),
          .expires_at = row.optional_text("expires_at"),
          .user_id = row.optional_uuid("user_id"),
          .rights = parse_stored_rights(row.text("rights")),
          .allow_list = split_list(row.text("allow_list")),
          .limits = parse_stored_limits(row.optional_text("limits"))};
}

// The user whom a key is tied to, by e-mail, or by the id of one who is gone.
json user_json(db::Connection& db, const std::optional<Uuid>& id) {
  if (!id) return nullptr;
  const auto rows = db.query("SELECT email FROM users WHERE id = ?", {*id});
  return rows.empty() ? id->text() : rows.front().text("email");
}

void update(db::Connection& db, const Uuid& id, const ApiKeySettings& after) {
  db.execute(
      R"sql(
      UPDATE api_keys
      SET name = ?, expires_at = ?, user_id = ?, rights = ?, allow_list = ?, limits = ?
      WHERE id = ?)sql",
      {after.name, after.expires_at, after.user_id, stored_rights(after.rights), join_list(after.allow_list),
       stored_limits(after.limits), id});
}

}  // namespace

std::optional<ApiKeySettings> find_api_key_settings(db::Connection& db, const Uuid& id) {
  const auto rows = db.query(select_settings, {id});
  if (rows.empty()) return std::nullopt;
  return settings_of(rows.front());
}

json settings_json(db::Connection& db, const ApiKeySettings& settings) {
  return {{"name", settings.name},
          {"rights", right_names(settings.rights)},
          {"allowList", settings.allow_list},
          {"user", user_json(db, settings.user_id)},
          {"expiresAt", settings.expires_at ? json(*settings.expires_at) : json(nullptr)},
          {"limits", limits_json(settings.limits)}};
}

ApiKeyChange change_api_key(db::Connection& db, const audit::Actor& actor, const Uuid& id, const ApiKeySettings& before,
                            const ApiKeySettings& after) {
  static const std::string lock = std::string(select_settings) + " FOR UPDATE";
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto rows = db.query(lock, {id});
    if (rows.empty() || settings_json(db, settings_of(rows.front())) != settings_json(db, before)) {
      transaction.roll_back();
      return ApiKeyChange::changed_meanwhile;
    }
    // Two keys share a name while one takes the other's place, so a name that stays is none that is taken. One that had
    // expired has given its name up.
    const bool takes_name = after.name != before.name || rows.front().flag("is_expired");
    if (takes_name) db::take_turn(db, db::api_key_names);
    update(db, id, after);
    if (takes_name && is_key_name_taken(db, id, after.name)) {
      transaction.roll_back();
      return ApiKeyChange::name_taken;
    }
    forget_counters(db, rows.front().uuid("first_key_id"), before.limits, after.limits);
    audit::record_change(db, actor,
                         {"api_key.change", "api_key", id, settings_json(db, before), settings_json(db, after)});
    return ApiKeyChange::done;
  });
}

}  // namespace latchkey::api
