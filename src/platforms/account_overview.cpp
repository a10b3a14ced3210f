#include "platforms/account_overview.hpp"

#include "base/clock_text.hpp"

namespace latchkey::platforms {
namespace {

constexpr const char* select =
    "SELECT a.id, c.email, p.name, p.kind, a.account_type, a.currency, a.leverage, a.status, a.login, a.outcome_code, "
    "a.attempts, a.created_at, a.next_attempt_at FROM trading_accounts a JOIN customers c ON c.id = a.customer_id "
    "JOIN trading_platforms p ON p.id = a.platform_id ";

AccountRecord record_of(const db::Row& row) {
  AccountRecord record;
  record.id = row.uuid(0);
  record.customer_email = row.text(1);
  record.platform = row.text(2);
  record.kind = row.text(3);
  record.account_type = row.text(4);
  record.currency = row.text(5);
  record.leverage = static_cast<std::uint64_t>(row.integer(6));
  record.status = row.text(7);
  if (!row.is_null(8)) record.login = static_cast<std::uint64_t>(row.integer(8));
  record.code = row.text_or(9, "");
  record.attempts = static_cast<std::uint64_t>(row.integer(10));
  record.created_at = iso8601_from_database(row.text(11));
  if (!row.is_null(12)) record.next_attempt_at = iso8601_from_database(row.text(12));
  return record;
}

}  // namespace

std::vector<AccountRecord> list_account_records(db::Connection& db, const AccountFilter& filter, std::size_t longest) {
  std::vector<AccountRecord> records;
  for (const auto& row :
       db.query(std::string(select) +
                    "WHERE (? = '' OR a.status = ?) AND (? = '' OR p.name = ?) "
                    "AND (? IS NULL OR a.login = ?) AND (? IS NULL OR a.id < ?) ORDER BY a.id DESC LIMIT " +
                    std::to_string(longest),
                {filter.status, filter.status, filter.platform, filter.platform, filter.login, filter.login,
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
  const auto rows = db.query(
      "SELECT tag, sent_at, unclear_since, looks, main_password IS NOT NULL FROM account_openings WHERE account_id = ?",
      {account_id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  const auto time = [&](std::size_t column) {
    return row.is_null(column) ? "" : iso8601_from_database(row.text(column));
  };
  return AccountOpening{row.text(0), time(1), time(2), static_cast<std::uint64_t>(row.integer(3)), row.flag(4)};
}

Backlog count_backlog(db::Connection& db) {
  const auto manual = db.query("SELECT COUNT(*) FROM trading_accounts WHERE status = 'manual'");
  const auto overdue = db.query(
      "SELECT COUNT(*) FROM trading_accounts a JOIN trading_platforms p ON p.id = a.platform_id "
      "LEFT JOIN platform_circuits c ON c.platform_id = a.platform_id "
      "WHERE a.status IN ('pending', 'sending', 'unclear') AND p.is_enabled = TRUE "
      "AND a.next_attempt_at < UTC_TIMESTAMP(6) - INTERVAL 10 MINUTE "
      "AND COALESCE(c.needs_attention, FALSE) = FALSE AND (c.open_until IS NULL OR c.open_until < UTC_TIMESTAMP(6)) "
      "AND (c.holder IS NULL OR c.held_until < UTC_TIMESTAMP(6))");
  const auto disabled = db.query(
      "SELECT COUNT(*) FROM trading_accounts a JOIN trading_platforms p ON p.id = a.platform_id "
      "WHERE a.status IN ('pending', 'sending', 'unclear') AND p.is_enabled = FALSE");
  return {manual.at(0).integer(0), overdue.at(0).integer(0), disabled.at(0).integer(0)};
}

}  // namespace latchkey::platforms
