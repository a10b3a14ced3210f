#include "trading/platforms/platform_store.hpp"

#include <algorithm>
#include <charconv>

#include "trading/platforms/circuit.hpp"

namespace latchkey::trading {
namespace {

Platform platform_of(const db::Row& row) {
  Platform platform;
  platform.id = row.uuid(0);
  platform.name = row.text(1);
  platform.kind = row.text(2) == "mt4" ? PlatformKind::mt4 : PlatformKind::mt5;
  platform.is_demo = row.flag(3);
  platform.host = row.text(4);
  platform.port = static_cast<std::uint16_t>(row.integer(5));
  platform.ca_file = row.text_or(6, "");
  platform.pinned_fingerprint = row.optional_text(7);
  platform.manager_login = row.text(8);
  platform.secret = {row.text_or(9, ""), row.text_or(10, "")};
  platform.agent = row.text(11);
  platform.code_page = row.text_or(12, "");
  platform.connect_timeout = std::chrono::milliseconds{row.integer(13)};
  platform.request_timeout = std::chrono::milliseconds{row.integer(14)};
  platform.is_enabled = row.flag(15);
  platform.is_default = !row.is_null(16);
  platform.server_name = row.text_or(17, "");
  return platform;
}

std::optional<std::string> or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

constexpr std::string_view platform_columns =
    R"sql(
    SELECT id, name, kind, is_demo, host, port, ca_file, pinned_fingerprint, manager_login, secret, secret_key_id,
        agent, code_page, connect_timeout_ms, request_timeout_ms, is_enabled, default_marker, server_name
    FROM trading_platforms )sql";

constexpr std::string_view group_columns =
    R"sql(
    SELECT id, account_type, currency, group_name, leverages, default_leverage, default_marker, platform_id
    FROM platform_groups )sql";

PlatformGroup group_of(const db::Row& row) {
  return {row.uuid(0),
          row.text(1),
          row.text(2),
          row.text(3),
          parse_leverages(row.text(4)),
          static_cast<std::uint64_t>(row.integer(5)),
          !row.is_null(6)};
}

std::optional<int> marker(bool is_default) { return is_default ? std::optional(1) : std::nullopt; }

}  // namespace

std::string_view name_of(PlatformKind kind) { return kind == PlatformKind::mt4 ? "mt4" : "mt5"; }

bool operator==(const Platform& a, const Platform& b) {
  return a.id == b.id && a.kind == b.kind && a.host == b.host && a.port == b.port && a.ca_file == b.ca_file &&
         a.pinned_fingerprint == b.pinned_fingerprint && a.manager_login == b.manager_login &&
         a.secret.bytes == b.secret.bytes && a.agent == b.agent && a.code_page == b.code_page &&
         a.connect_timeout == b.connect_timeout && a.request_timeout == b.request_timeout;
}

std::vector<Platform> list_platforms(db::Connection& db) {
  std::vector<Platform> platforms;
  static const std::string sql = std::string(platform_columns) + "ORDER BY name";
  for (const auto& row : db.query(sql)) platforms.push_back(platform_of(row));
  return platforms;
}

std::optional<Platform> lock_platform(db::Connection& db, const Uuid& id) {
  static const std::string sql = std::string(platform_columns) + "WHERE id = ? FOR UPDATE";
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

db::InsertOutcome add_platform(db::Connection& db, const Platform& platform) {
  if (platform.is_default) db.execute("UPDATE trading_platforms SET default_marker = NULL WHERE default_marker = 1");
  return db.insert(
      R"sql(
      INSERT INTO trading_platforms (id, name, server_name, kind, is_demo, host, port, ca_file, pinned_fingerprint,
          manager_login, secret, secret_key_id, agent, code_page, connect_timeout_ms, request_timeout_ms, is_enabled,
          default_marker, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {platform.id, platform.name, or_null(platform.server_name), name_of(platform.kind), platform.is_demo,
       platform.host, static_cast<std::uint64_t>(platform.port), or_null(platform.ca_file), platform.pinned_fingerprint,
       platform.manager_login, platform.secret.bytes, platform.secret.key_id, platform.agent,
       or_null(platform.code_page), static_cast<std::int64_t>(platform.connect_timeout.count()),
       static_cast<std::int64_t>(platform.request_timeout.count()), platform.is_enabled, marker(platform.is_default)},
      "trading_platforms_name_unique");
}

void update_platform(db::Connection& db, const Platform& platform) {
  if (platform.is_default) {
    db.execute("UPDATE trading_platforms SET default_marker = NULL WHERE default_marker = 1 AND id <> ?",
               {platform.id});
  }
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
       static_cast<std::int64_t>(platform.request_timeout.count()), marker(platform.is_default), platform.id});
}

void set_platform_enabled(db::Connection& db, const Uuid& id, bool is_enabled) {
  db.execute("UPDATE trading_platforms SET is_enabled = ? WHERE id = ?", {is_enabled, id});
  close_circuit(db, id);
}

void set_platform_secret(db::Connection& db, const Uuid& id, const SealedSecret& secret) {
  db.execute("UPDATE trading_platforms SET secret = ?, secret_key_id = ? WHERE id = ?",
             {secret.bytes, secret.key_id, id});
  close_circuit(db, id);
}

std::vector<PlatformGroup> list_platform_groups(db::Connection& db, const Uuid& platform_id) {
  std::vector<PlatformGroup> groups;
  static const std::string sql =
      std::string(group_columns) + "WHERE platform_id = ? ORDER BY default_marker IS NULL, id";
  for (const auto& row : db.query(sql, {platform_id})) groups.push_back(group_of(row));
  return groups;
}

std::optional<FoundGroup> find_platform_group(db::Connection& db, const Uuid& id) {
  static const std::string sql = std::string(group_columns) + "WHERE id = ?";
  const auto rows = db.query(sql, {id});
  return rows.empty() ? std::nullopt : std::optional(FoundGroup{rows.front().uuid(7), group_of(rows.front())});
}

std::optional<PlatformGroup> lock_platform_group(db::Connection& db, const Uuid& id) {
  static const std::string sql = std::string(group_columns) + "WHERE id = ? FOR UPDATE";
  const auto rows = db.query(sql, {id});
  return rows.empty() ? std::nullopt : std::optional(group_of(rows.front()));
}

db::InsertOutcome add_platform_group(db::Connection& db, const Uuid& platform_id, const PlatformGroup& group) {
  if (group.is_default)
    db.execute("UPDATE platform_groups SET default_marker = NULL WHERE platform_id = ?", {platform_id});
  return db.insert(
      R"sql(
      INSERT INTO platform_groups (id, platform_id, account_type, currency, group_name, leverages, default_leverage,
          default_marker, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {group.id, platform_id, group.account_type, group.currency, group.name, join_leverages(group.leverages),
       group.default_leverage, marker(group.is_default)},
      "platform_groups_type_unique");
}

void update_platform_group(db::Connection& db, const Uuid& platform_id, const PlatformGroup& group) {
  if (group.is_default) {
    db.execute("UPDATE platform_groups SET default_marker = NULL WHERE platform_id = ? AND id <> ?",
               {platform_id, group.id});
  }
  db.execute(
      "UPDATE platform_groups SET group_name = ?, leverages = ?, default_leverage = ?, default_marker = ? WHERE id = ?",
      {group.name, join_leverages(group.leverages), group.default_leverage, marker(group.is_default), group.id});
}

bool is_group_in_progress(db::Connection& db, const Uuid& id) {
  // Queueing an account locks the group's row too, by its foreign key.
  static_cast<void>(db.query("SELECT id FROM platform_groups WHERE id = ? FOR UPDATE", {id}));
  return !db.query(
                R"sql(
                SELECT 1
                FROM trading_accounts a
                LEFT JOIN account_openings o ON o.account_id = a.id
                WHERE a.group_id = ? AND (a.status IN ('pending', 'sending', 'unclear', 'manual')
                    OR (a.status = 'failed' AND o.unclear_since IS NOT NULL))
                LIMIT 1)sql",
                {id})
              .empty();
}

bool remove_platform_group(db::Connection& db, const Uuid& id) {
  static constexpr int is_referenced = 1451;
  try {
    db.execute("DELETE FROM platform_groups WHERE id = ?", {id});
    return true;
  } catch (const db::StatementError& error) {
    if (error.number() != is_referenced) throw;
    return false;
  }
}

std::vector<std::uint64_t> parse_leverages(std::string_view text) {
  std::vector<std::uint64_t> numbers;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + comma, number);
    if (error == std::errc{} && end == text.data() + comma) numbers.push_back(number);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return numbers;
}

std::string join_leverages(const std::vector<std::uint64_t>& leverages) {
  std::string text;
  for (const auto leverage : leverages) text += (text.empty() ? "" : ",") + std::to_string(leverage);
  return text;
}

}  // namespace latchkey::trading
