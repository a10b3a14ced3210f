#include "trading/platforms/platform_group_store.hpp"

#include "db/coordination/mark.hpp"

namespace latchkey::trading {
namespace {

constexpr std::string_view select_groups =
    R"sql(
    SELECT id, platform_id, account_type, currency, group_name, leverages, default_leverage,
        default_marker IS NOT NULL AS is_default
    FROM platform_groups )sql";

PlatformGroup group_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .account_type = row.text("account_type"),
          .currency = row.text("currency"),
          .name = row.text("group_name"),
          .leverages = parse_leverages(row.text("leverages")),
          .default_leverage = static_cast<std::uint64_t>(row.integer("default_leverage")),
          .is_default = row.flag("is_default")};
}

constexpr std::string_view default_key = "platform_groups_default_unique";

// Of default_marker, whose unique key allows one group with a marker for each platform.
std::optional<int> marker_of(const PlatformGroup& group) { return group.is_default ? std::optional(1) : std::nullopt; }

}  // namespace

std::vector<PlatformGroup> list_platform_groups(db::Connection& db, const Uuid& platform_id) {
  std::vector<PlatformGroup> groups;
  static const std::string sql =
      std::string(select_groups) + "WHERE platform_id = ? ORDER BY default_marker IS NULL, id";
  for (const auto& row : db.query(sql, {platform_id})) groups.push_back(group_of(row));
  return groups;
}

std::optional<FoundGroup> find_platform_group(db::Connection& db, const Uuid& id) {
  static const std::string sql = std::string(select_groups) + "WHERE id = ?";
  const auto rows = db.query(sql, {id});
  if (rows.empty()) return std::nullopt;
  return FoundGroup{rows.front().uuid("platform_id"), group_of(rows.front())};
}

std::optional<PlatformGroup> lock_platform_group(db::Connection& db, const Uuid& id) {
  static const std::string sql = std::string(select_groups) + "WHERE id = ? FOR UPDATE";
  const auto rows = db.query(sql, {id});
  return rows.empty() ? std::nullopt : std::optional(group_of(rows.front()));
}

db::InsertOutcome insert_platform_group(db::Connection& db, const Uuid& platform_id, const PlatformGroup& group) {
  if (group.is_default)
    db.execute("UPDATE platform_groups SET default_marker = NULL WHERE platform_id = ?", {platform_id});
  return db::give_mark(default_key, [&] {
    return db.insert(
        R"sql(
        INSERT INTO platform_groups (id, platform_id, account_type, currency, group_name, leverages, default_leverage,
            default_marker, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
        {group.id, platform_id, group.account_type, group.currency, group.name, join_leverages(group.leverages),
         group.default_leverage, marker_of(group)},
        "platform_groups_type_unique");
  });
}

void update_platform_group(db::Connection& db, const Uuid& platform_id, const PlatformGroup& group) {
  if (group.is_default) {
    db.execute("UPDATE platform_groups SET default_marker = NULL WHERE platform_id = ? AND id <> ?",
               {platform_id, group.id});
  }
  db::give_mark(default_key, [&] {
    db.execute(
        R"sql(
        UPDATE platform_groups
        SET group_name = ?, leverages = ?, default_leverage = ?, default_marker = ?
        WHERE id = ?)sql",
        {group.name, join_leverages(group.leverages), group.default_leverage, marker_of(group), group.id});
  });
}

bool is_group_in_progress(db::Connection& db, const Uuid& id) {
  // Queueing an account locks the group's row too, by its foreign key.
  static_cast<void>(db.query("SELECT id FROM platform_groups WHERE id = ? FOR UPDATE", {id}));
  const auto rows = db.query(
      R"sql(
      SELECT 1
      FROM trading_accounts a
      LEFT JOIN account_openings o ON o.account_id = a.id
      WHERE a.group_id = ?
          AND (a.status IN ('pending', 'sending', 'unclear', 'manual')
              OR (a.status = 'failed' AND o.unclear_since IS NOT NULL))
      LIMIT 1)sql",
      {id});
  return !rows.empty();
}

bool delete_platform_group(db::Connection& db, const Uuid& id) {
  static constexpr int is_referenced = 1451;
  try {
    db.execute("DELETE FROM platform_groups WHERE id = ?", {id});
    return true;
  } catch (const db::StatementError& error) {
    if (error.number() != is_referenced) throw;
    return false;
  }
}

}  // namespace latchkey::trading
