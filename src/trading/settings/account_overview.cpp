#include "trading/settings/account_overview.hpp"

#include "base/clock_text.hpp"

namespace latchkey::trading {
namespace {

constexpr std::string_view select_records =
    R"sql(
    SELECT a.id, a.customer_id, c.email, p.name AS platform, p.kind, a.account_type, a.currency, a.leverage,
        a.status, a.login, a.outcome_code, a.attempts, a.created_at, a.next_attempt_at
    FROM trading_accounts a
    JOIN customers c ON c.id = a.customer_id
    JOIN trading_platforms p ON p.id = a.platform_id )sql";

// ISO 8601; empty for NULL.
std::string time_of(const db::Row& row, std::string_view column) {
  return row.is_null(column) ? "" : iso8601_from_database(row.text(column));
}

AccountRecord record_of(const db::Row& row) {
  return {
      .id = row.uuid("id"),
      .customer_id = row.uuid("customer_id"),
      .customer_email = row.text("email"),
      .platform = row.text("platform"),
      .kind = read_platform_kind(row),
      .account_type = row.text("account_type"),
      .currency = row.text("currency"),
      .leverage = static_cast<std::uint64_t>(row.integer("leverage")),
      .status = read_account_status(row),
      .login = row.is_null("login") ? std::nullopt : std::optional(static_cast<std::uint64_t>(row.integer("login"))),
      .code = row.text_or("outcome_code", ""),
      .attempts = static_cast<std::uint64_t>(row.integer("attempts")),
      .created_at = time_of(row, "created_at"),
      .next_attempt_at = time_of(row, "next_attempt_at")};
}

// The condition on the status, and the value of its one `?`. Each filter has a text of its own, so that an index can
// serve the condition where there is one.
struct StatusCondition {
  std::string_view sql;
  std::string_view value;
};

StatusCondition condition_of(const AccountFilter& filter) {
  if (const auto* status = std::get_if<AccountStatus>(&filter.status)) return {"a.status = ?", name_of(*status)};
  if (std::holds_alternative<Unfinished>(filter.status)) {
    return {"? = '' AND a.status IN ('pending', 'sending', 'unclear', 'manual', 'failed')", ""};
  }
  return {"? = ''", ""};
}

std::int64_t count(db::Connection& db, std::string_view sql) { return db.query(sql).at(0).integer("count"); }

}  // namespace

std::vector<AccountRecord> list_account_records(db::Connection& db, const AccountFilter& filter, std::size_t longest) {
  const auto [condition, status] = condition_of(filter);
  const std::string sql = std::string(select_records) + "WHERE " + std::string(condition) + R"sql(
      AND (? = '' OR p.name = ?)
      AND (? IS NULL OR a.login = ?)
      AND (? IS NULL OR a.id < ?)
    ORDER BY a.id DESC
    LIMIT )sql" + std::to_string(longest);
  std::vector<AccountRecord> records;
  for (const auto& row : db.query(
           sql, {status, filter.platform, filter.platform, filter.login, filter.login, filter.before, filter.before})) {
    records.push_back(record_of(row));
  }
  return records;
}

std::optional<AccountRecord> find_account_record(db::Connection& db, const Uuid& id) {
  static const std::string sql = std::string(select_records) + "WHERE a.id = ?";
  const auto rows = db.query(sql, {id});
  return rows.empty() ? std::nullopt : std::optional(record_of(rows.front()));
}

std::optional<AccountOpening> find_opening(db::Connection& db, const Uuid& account_id) {
  const auto rows =
      db.query("SELECT tag, sent_at, unclear_since, looks FROM account_openings WHERE account_id = ?", {account_id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return AccountOpening{.tag = row.text("tag"),
                        .sent_at = time_of(row, "sent_at"),
                        .unclear_since = time_of(row, "unclear_since"),
                        .looks = static_cast<std::uint64_t>(row.integer("looks"))};
}

bool has_unseen_passwords(db::Connection& db, const Uuid& account_id) {
  return !db.query("SELECT 1 FROM account_openings WHERE account_id = ? AND main_password IS NOT NULL", {account_id})
              .empty();
}

std::vector<Queue> count_queues(db::Connection& db) {
  const auto rows = db.query(
      R"sql(
      SELECT platform_id, status, COUNT(*) AS count
      FROM trading_accounts
      WHERE status IN ('pending', 'sending', 'unclear', 'manual', 'failed')
      GROUP BY platform_id, status
      ORDER BY platform_id)sql");
  std::vector<Queue> queues;
  for (const auto& row : rows) {
    const Uuid platform_id = row.uuid("platform_id");
    if (queues.empty() || queues.back().platform_id != platform_id) queues.push_back({.platform_id = platform_id});
    auto& queue = queues.back();
    const AccountStatus status = read_account_status(row);
    const std::int64_t count = row.integer("count");
    if (status == AccountStatus::manual) queue.manual = count;
    if (status == AccountStatus::failed) queue.failed = count;
    if (status == AccountStatus::unclear) queue.unclear = count;
    if (status != AccountStatus::manual && status != AccountStatus::failed) queue.on_its_way += count;
  }
  return queues;
}

Backlog count_backlog(db::Connection& db) {
  Backlog backlog;
  backlog.manual = count(db, "SELECT COUNT(*) AS count FROM trading_accounts WHERE status = 'manual'");
  backlog.overdue = count(db, R"sql(
      SELECT COUNT(*) AS count
      FROM trading_accounts a
      JOIN trading_platforms p ON p.id = a.platform_id
      LEFT JOIN platform_circuits c ON c.platform_id = a.platform_id
      WHERE a.status IN ('pending', 'sending', 'unclear')
          AND a.next_attempt_at < UTC_TIMESTAMP(6) - INTERVAL 10 MINUTE
          AND p.is_enabled = TRUE
          AND COALESCE(c.needs_attention, FALSE) = FALSE
          AND (c.open_until IS NULL OR c.open_until < UTC_TIMESTAMP(6))
          AND (c.holder IS NULL OR c.held_until < UTC_TIMESTAMP(6)))sql");
  backlog.disabled = count(db, R"sql(
      SELECT COUNT(*) AS count
      FROM trading_accounts a
      JOIN trading_platforms p ON p.id = a.platform_id
      WHERE a.status IN ('pending', 'sending', 'unclear') AND p.is_enabled = FALSE)sql");
  return backlog;
}

}  // namespace latchkey::trading
