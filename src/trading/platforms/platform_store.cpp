#include "trading/platforms/platform_store.hpp"

#include "db/coordination/mark.hpp"
#include "trading/platforms/circuit.hpp"

namespace latchkey::trading {
namespace {

constexpr std::string_view select_platforms =
    R"sql(
    SELECT id, name, server_name, kind, is_demo, host, port, ca_file, pinned_fingerprint, manager_login,
        secret, secret_key_id, agent, code_page, connect_timeout_ms, request_timeout_ms, is_enabled,
        default_marker IS NOT NULL AS is_default
    FROM trading_platforms )sql";

Platform platform_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .name = row.text("name"),
          .server_name = row.text_or("server_name", ""),
          .kind = read_platform_kind(row),
          .is_demo = row.flag("is_demo"),
          .host = row.text("host"),
          .port = static_cast<std::uint16_t>(row.integer("port")),
          .ca_file = row.text_or("ca_file", ""),
          .pinned_fingerprint = row.optional_text("pinned_fingerprint"),
          .manager_login = row.text("manager_login"),
          .secret = {row.text_or("secret", ""), row.text_or("secret_key_id", "")},
          .agent = row.text("agent"),
          .code_page = row.text_or("code_page", ""),
          .connect_timeout = std::chrono::milliseconds{row.integer("connect_timeout_ms")},
          .request_timeout = std::chrono::milliseconds{row.integer("request_timeout_ms")},
          .is_enabled = row.flag("is_enabled"),
          .is_default = row.flag("is_default")};
}

std::optional<std::string> or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

constexpr std::string_view default_key = "trading_platforms_default_unique";

// Of default_marker, whose unique key allows one row with a marker.
std::optional<int> marker_of(const Platform& platform) { return platform.is_default ? std::optional(1) : std::nullopt; }

}  // namespace

std::vector<Platform> list_platforms(db::Connection& db) {
  std::vector<Platform> platforms;
  static const std::string sql = std::string(select_platforms) + "ORDER BY name";
  for (const auto& row : db.query(sql)) platforms.push_back(platform_of(row));
  return platforms;
}

std::optional<Platform> lock_platform(db::Connection& db, const Uuid& id) {
  static const std::string sql = std::string(select_platforms) + "WHERE id = ? FOR UPDATE";
  const auto rows = db.query(sql, {id});
  return rows.empty() ? std::nullopt : std::optional(platform_of(rows.front()));
}

std::optional<Platform> find_platform(db::Connection& db, std::string_view name_or_id) {
  const auto id = Uuid::parse(name_or_id);
  for (auto& platform : list_platforms(db)) {
    if (platform.name == name_or_id || platform.id == id) return std::move(platform);
  }
  return std::nullopt;
}

db::InsertOutcome insert_platform(db::Connection& db, const Platform& platform) {
  if (platform.is_default) db.execute("UPDATE trading_platforms SET default_marker = NULL WHERE default_marker = 1");
  return db::give_mark(default_key, [&] {
    return db.insert(
        R"sql(
        INSERT INTO trading_platforms (id, name, server_name, kind, is_demo, host, port, ca_file, pinned_fingerprint,
            manager_login, secret, secret_key_id, agent, code_page, connect_timeout_ms, request_timeout_ms, is_enabled,
            default_marker, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
        {platform.id, platform.name, or_null(platform.server_name), name_of(platform.kind), platform.is_demo,
         platform.host, static_cast<std::uint64_t>(platform.port), or_null(platform.ca_file),
         platform.pinned_fingerprint, platform.manager_login, platform.secret.bytes, platform.secret.key_id,
         platform.agent, or_null(platform.code_page), static_cast<std::int64_t>(platform.connect_timeout.count()),
         static_cast<std::int64_t>(platform.request_timeout.count()), platform.is_enabled, marker_of(platform)},
        "trading_platforms_name_unique");
  });
}

void update_platform(db::Connection& db, const Platform& platform) {
  if (platform.is_default) {
    db.execute("UPDATE trading_platforms SET default_marker = NULL WHERE default_marker = 1 AND id <> ?",
               {platform.id});
  }
  db::give_mark(default_key, [&] {
    db.execute(
        R"sql(
        UPDATE trading_platforms
        SET name = ?, server_name = ?, is_demo = ?, host = ?, port = ?, ca_file = ?, pinned_fingerprint = ?,
            manager_login = ?, agent = ?, code_page = ?, connect_timeout_ms = ?, request_timeout_ms = ?,
            default_marker = ?
        WHERE id = ?)sql",
        {platform.name, or_null(platform.server_name), platform.is_demo, platform.host,
         static_cast<std::uint64_t>(platform.port), or_null(platform.ca_file), platform.pinned_fingerprint,
         platform.manager_login, platform.agent, or_null(platform.code_page),
         static_cast<std::int64_t>(platform.connect_timeout.count()),
         static_cast<std::int64_t>(platform.request_timeout.count()), marker_of(platform), platform.id});
  });
}

void store_platform_state(db::Connection& db, const Uuid& id, PlatformState state) {
  db.execute("UPDATE trading_platforms SET is_enabled = ? WHERE id = ?", {state == PlatformState::enabled, id});
  close_circuit(db, id);
}

void store_platform_secret(db::Connection& db, const Uuid& id, const SealedSecret& secret) {
  db.execute("UPDATE trading_platforms SET secret = ?, secret_key_id = ? WHERE id = ?",
             {secret.bytes, secret.key_id, id});
  close_circuit(db, id);
}

}  // namespace latchkey::trading
