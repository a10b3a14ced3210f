#include "trading/platforms/circuit.hpp"

#include <algorithm>
#include <random>

#include "base/clock_text.hpp"

namespace latchkey::trading {
namespace {

constexpr std::size_t longest_detail = 250;

// The jitter keeps several platforms, or several installations behind one address, from being tried at the same moment.
std::int64_t retry_wait(std::uint64_t failures, const Pace& pace) {
  static std::minstd_rand random{std::random_device{}()};
  const auto doublings = std::min<std::uint64_t>(failures, 16);
  const auto wait = std::min(microseconds(pace.first_retry) << doublings, microseconds(pace.longest_retry));
  return std::uniform_int_distribution<std::int64_t>{wait - wait / 4, wait + wait / 4}(random);
}

}  // namespace

bool hold_platform(db::Connection& db, const Uuid& platform_id, const Uuid& holder, const Pace& pace) {
  const auto lease = microseconds(pace.lease);
  const auto changed = db.execute(
      R"sql(
      UPDATE platform_circuits
      SET holder = ?, held_until = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
      WHERE platform_id = ?
          AND (holder IS NULL OR holder = ? OR held_until < UTC_TIMESTAMP(6)))sql",
      {holder, lease, platform_id, holder});
  if (changed > 0) return true;
  return db.insert(
             R"sql(
             INSERT INTO platform_circuits (platform_id, holder, held_until)
             VALUES (?, ?, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND))sql",
             {platform_id, holder, lease}, "PRIMARY") == db::InsertOutcome::inserted;
}

void release_platform(db::Connection& db, const Uuid& platform_id, const Uuid& holder) {
  db.execute("UPDATE platform_circuits SET holder = NULL, held_until = NULL WHERE platform_id = ? AND holder = ?",
             {platform_id, holder});
}

void open_circuit(db::Connection& db, const Uuid& platform_id, const Failure& failure, const Pace& pace) {
  const auto rows = db.query("SELECT failures FROM platform_circuits WHERE platform_id = ?", {platform_id});
  const auto failures = rows.empty() ? 0 : static_cast<std::uint64_t>(rows.front().integer("failures"));
  const bool needs_attention = failure.outcome == Outcome::refused_for_good;
  db.execute(
      R"sql(
      UPDATE platform_circuits
      SET failures = failures + 1, opened_at = COALESCE(opened_at, UTC_TIMESTAMP(6)), needs_attention = ?,
          reason = ?, detail = ?, open_until = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
      WHERE platform_id = ?)sql",
      {needs_attention, failure.code, failure.detail.substr(0, longest_detail), retry_wait(failures, pace),
       platform_id});
}

void close_circuit(db::Connection& db, const Uuid& platform_id) {
  db.execute(
      R"sql(
      UPDATE platform_circuits
      SET failures = 0, opened_at = NULL, open_until = NULL, needs_attention = FALSE, reason = NULL, detail = NULL
      WHERE platform_id = ? AND (failures > 0 OR needs_attention = TRUE))sql",
      {platform_id});
}

CircuitState find_circuit(db::Connection& db, const Uuid& platform_id) {
  const auto rows = db.query(
      R"sql(
      SELECT COALESCE(open_until > UTC_TIMESTAMP(6), FALSE) AS is_waiting, needs_attention, reason, detail,
          opened_at, open_until
      FROM platform_circuits
      WHERE platform_id = ?)sql",
      {platform_id});
  if (rows.empty()) return {};
  const auto& row = rows.front();
  const bool needs_attention = row.flag("needs_attention");
  const auto time = [&](std::string_view column) {
    return row.is_null(column) ? "" : iso8601_from_database(row.text(column));
  };
  return {.is_open = needs_attention || row.flag("is_waiting"),
          .needs_attention = needs_attention,
          .reason = row.text_or("reason", ""),
          .detail = row.text_or("detail", ""),
          .opened_at = time("opened_at"),
          .next_probe = needs_attention ? "" : time("open_until")};
}

std::vector<Uuid> list_platforms_with_work(db::Connection& db) {
  std::vector<Uuid> platforms;
  for (const auto& row : db.query(
           R"sql(
           SELECT DISTINCT a.platform_id
           FROM trading_accounts a
           JOIN trading_platforms p ON p.id = a.platform_id
           LEFT JOIN platform_circuits c ON c.platform_id = a.platform_id
           WHERE a.status IN ('pending', 'sending', 'unclear')
               AND a.next_attempt_at <= UTC_TIMESTAMP(6)
               AND p.is_enabled = TRUE
               AND COALESCE(c.needs_attention, FALSE) = FALSE
               AND (c.open_until IS NULL OR c.open_until <= UTC_TIMESTAMP(6))
           UNION
           SELECT r.platform_id
           FROM account_renewals r
           JOIN trading_platforms p ON p.id = r.platform_id
           LEFT JOIN platform_circuits c ON c.platform_id = r.platform_id
           WHERE r.state = 'waiting'
               AND r.next_attempt_at <= UTC_TIMESTAMP(6)
               AND p.is_enabled = TRUE
               AND COALESCE(c.needs_attention, FALSE) = FALSE
               AND (c.open_until IS NULL OR c.open_until <= UTC_TIMESTAMP(6)))sql")) {
    platforms.push_back(row.uuid("platform_id"));
  }
  return platforms;
}

}  // namespace latchkey::trading
