#include "trading/settings/account_overview.hpp"

#include "base/clock_text.hpp"

namespace latchkey::trading {
namespace {

constexpr const char* select =
    R"sql(
    SELECT a.id, c.id, c.email, p.name, p.kind, a.account_type, a.currency, a.leverage, a.status, a.login,
        a.outcome_code, a.attempts, a.created_at, a.next_attempt_at
    FROM trading_accounts a
    JOIN customers c ON c.id = a.customer_id
    JOIN trading_platforms p ON p.id = a.platform_id )sql";

AccountRecord record_of(const db::Row& row) {
  AccountRecord record;
  record.id = row.uuid(0);
  record.customer_id = row.uuid(1);
  record.customer_email = row.text(2);
  record.platform = row.text(3);
  record.kind = row.text(4);
  record.account_type = row.text(5);
  record.currency = row.text(6);
  record.leverage = static_cast<std::uint64_t>(row.integer(7));
  record.status = row.text(8);
  if (!row.is_null(9)) record.login = static_cast<std::uint64_t>(row.integer(9));
  record.code = row.text_or(10, "");
  record.attempts = static_cast<std::uint64_t>(row.integer(11));
  record.created_at = iso8601_from_database(row.text(12));
  if (!row.is_null(13)) record.next_attempt_at = iso8601_from_database(row.text(13));
  return record;
}

}  // namespace

std::vector<AccountRecord> list_account_records(db::Connection& db, const AccountFilter& filter, std::size_t longest) {
  // The condition on the state is left out where there is none, so that an index can serve it where there is one.
  const std::string_view states =
      filter.status.empty() ? "WHERE (? = '' OR TRUE) "
      : filter.status == "unfinished"
          ? "WHERE ? <> '' AND a.status IN ('pending', 'sending', 'unclear', 'manual', 'failed') "
          : "WHERE a.status = ? ";
  std::vector<AccountRecord> records;
  for (const auto& row : db.query(std::string(select) + std::string(states) +
                                      "AND (? = '' OR p.name = ?) AND (? IS NULL OR a.login = ?) "
                                      "AND (? IS NULL OR a.id < ?) ORDER BY a.id DESC LIMIT " +
                                      std::to_string(longest),
                                  {filter.status, filter.platform, filter.platform, filter.login, filter.login,
                                   filter.before, filter.before})) {
    records.push_back(record_of(row));
  }
  return records;
}

std::optional<AccountRecord> find_account_record(db::Connection& db, const Uuid& id) {
  const auto rows = db.query(std::string(select) + "WHERE a.id = ?", {id});
  if (rows.empty()) return std::nullopt;
  return record_of(rows.front());
}

std::optional<AccountOpening> find_opening(db::Connection& db, const Uuid& account_id) {
  const auto rows =
      db.query("SELECT tag, sent_at, unclear_since, looks FROM account_openings WHERE account_id = ?", {account_id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  const auto time = [&](std::size_t column) {
    return row.is_null(column) ? "" : iso8601_from_database(row.text(column));
  };
  return AccountOpening{row.text(0), time(1), time(2), static_cast<std::uint64_t>(row.integer(3))};
}

bool has_unseen_passwords(db::Connection& db, const Uuid& account_id) {
  return !db.query("SELECT 1 FROM account_openings WHERE account_id = ? AND main_password IS NOT NULL", {account_id})
              .empty();
}

std::vector<Queue> count_queues(db::Connection& db) {
  std::vector<Queue> queues;
  for (const auto& row : db.query(R"sql(
      SELECT platform_id, status, COUNT(*)
      FROM trading_accounts
      WHERE status IN ('pending', 'sending', 'unclear', 'manual', 'failed')
      GROUP BY platform_id, status
      ORDER BY platform_id)sql")) {
    if (queues.empty() || queues.back().platform_id != row.uuid(0)) queues.push_back({.platform_id = row.uuid(0)});
    auto& queue = queues.back();
    const std::string& status = row.text(1);
    const std::int64_t count = row.integer(2);
    if (status == "manual") queue.manual = count;
    if (status == "failed") queue.failed = count;
    if (status == "unclear") queue.unclear = count;
    if (status != "manual" && status != "failed") queue.on_its_way += count;
  }
  return queues;
}

Backlog count_backlog(db::Connection& db) {
  const auto manual = db.query("SELECT COUNT(*) FROM trading_accounts WHERE status = 'manual'");
  const auto overdue = db.query(
      R"sql(
      SELECT COUNT(*)
      FROM trading_accounts a
      JOIN trading_platforms p ON p.id = a.platform_id
      LEFT JOIN platform_circuits c ON c.platform_id = a.platform_id
      WHERE a.status IN ('pending', 'sending', 'unclear') AND p.is_enabled = TRUE
          AND a.next_attempt_at < UTC_TIMESTAMP(6) - INTERVAL 10 MINUTE AND COALESCE(c.needs_attention, FALSE)
          = FALSE AND (c.open_until IS NULL OR c.open_until < UTC_TIMESTAMP(6)) AND (c.holder IS NULL
          OR c.held_until < UTC_TIMESTAMP(6)))sql");
  const auto disabled = db.query(
      R"sql(
      SELECT COUNT(*)
      FROM trading_accounts a
      JOIN trading_platforms p ON p.id = a.platform_id
      WHERE a.status IN ('pending', 'sending', 'unclear') AND p.is_enabled = FALSE)sql");
  return {manual.at(0).integer(0), overdue.at(0).integer(0), disabled.at(0).integer(0)};
}

}  // namespace latchkey::trading
