// How API keys are read; api_key_store.cpp makes and ends them.
#include <algorithm>
#include <array>

#include "api/keys/api_key_store.hpp"
#include "api/keys/comma_list.hpp"
#include "base/clock_text.hpp"

namespace latchkey::api {
namespace {

struct StateName {
  ApiKeyState state;
  std::string_view name;
};

constexpr std::array<StateName, 4> state_names{{{ApiKeyState::active, "active"},
                                                {ApiKeyState::revoked, "revoked"},
                                                {ApiKeyState::expired, "expired"},
                                                {ApiKeyState::user_disabled, "user disabled"}}};

constexpr std::string_view select_keys =
    R"sql(
    SELECT k.id, k.name, k.prefix, k.rights, k.allow_list, k.expires_at, k.last_used_at, k.last_address,
        k.last_refused_at, k.last_refused_address, k.user_id, k.created_at, k.limits, k.first_key_id,
        CONCAT(u.first_name, ' ', u.last_name, ' <', u.email, '>') AS user,
        COALESCE(k.expires_at < UTC_TIMESTAMP(6) + INTERVAL 30 DAY, FALSE) AS expires_soon,
        k.revoked_at IS NOT NULL AS is_revoked,
        COALESCE(k.expires_at <= UTC_TIMESTAMP(6), FALSE) AS is_expired,
        u.disabled_at IS NOT NULL OR u.removed_at IS NOT NULL AS is_user_stopped
    FROM api_keys k
    LEFT JOIN users u ON u.id = k.user_id
    )sql";

ApiKeyState state_of(const db::Row& row) {
  if (row.flag("is_revoked")) return ApiKeyState::revoked;
  if (row.flag("is_expired")) return ApiKeyState::expired;
  return row.flag("is_user_stopped") ? ApiKeyState::user_disabled : ApiKeyState::active;
}

std::optional<std::string> iso_or_nothing(const std::optional<std::string>& time) {
  return time ? std::optional(iso8601_from_database(*time)) : std::nullopt;
}

ListedApiKey key_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .name = row.text("name"),
          .prefix = row.text("prefix"),
          .user = row.optional_text("user"),
          .rights = parse_stored_rights(row.text("rights")),
          .allow_list = split_list(row.text("allow_list")),
          .expires_at = iso_or_nothing(row.optional_text("expires_at")),
          .last_used_at = iso_or_nothing(row.optional_text("last_used_at")),
          .last_address = row.optional_text("last_address"),
          .last_refused_at = iso_or_nothing(row.optional_text("last_refused_at")),
          .last_refused_address = row.optional_text("last_refused_address"),
          .user_id = row.optional_uuid("user_id"),
          .limits = parse_stored_limits(row.optional_text("limits")),
          .first_key_id = row.optional_uuid("first_key_id"),
          .expires_soon = row.flag("expires_soon"),
          .state = state_of(row),
          .created_at = iso8601_from_database(row.text("created_at"))};
}

std::vector<ListedApiKey> keys_of(const db::Rows& rows) {
  std::vector<ListedApiKey> keys;
  for (const auto& row : rows) keys.push_back(key_of(row));
  return keys;
}

}  // namespace

std::string_view state_name(ApiKeyState state) {
  return std::ranges::find(state_names, state, &StateName::state)->name;
}

std::vector<ListedApiKey> list_open_api_keys_of(db::Connection& db, const Uuid& user) {
  static const std::string sql = std::string(select_keys) + R"sql(
    WHERE k.user_id = ?
      AND k.revoked_at IS NULL
      AND COALESCE(k.expires_at > UTC_TIMESTAMP(6), TRUE)
    ORDER BY k.name, k.id)sql";
  return keys_of(db.query(sql, {user}));
}

std::map<Uuid, std::int64_t> count_open_api_keys(db::Connection& db) {
  const auto rows = db.query(
      R"sql(
      SELECT user_id, COUNT(*) AS count
      FROM api_keys
      WHERE user_id IS NOT NULL
        AND revoked_at IS NULL
        AND COALESCE(expires_at > UTC_TIMESTAMP(6), TRUE)
      GROUP BY user_id)sql");
  std::map<Uuid, std::int64_t> counts;
  for (const auto& row : rows) counts.emplace(row.uuid("user_id"), row.integer("count"));
  return counts;
}

std::vector<ListedApiKey> list_api_keys(db::Connection& db) {
  static const std::string sql = std::string(select_keys) + "ORDER BY k.name, k.id";
  return keys_of(db.query(sql));
}

std::vector<ListedApiKey> find_api_keys(db::Connection& db, const std::string& wanted) {
  static const std::string sql =
      std::string(select_keys) + "WHERE k.id = ? OR k.name = ? OR k.prefix = ? ORDER BY k.name, k.id";
  const std::string prefix = wanted.size() == prefix_characters ? wanted : std::string();
  return keys_of(db.query(sql, {Uuid::parse(wanted), wanted, prefix}));
}

}  // namespace latchkey::api
