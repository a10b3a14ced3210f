#include "trading/provisioning/account_job.hpp"

#include "base/log.hpp"
#include "trading/accounts/account_history.hpp"
#include "trading/accounts/account_secrets.hpp"
#include "trading/platforms/circuit.hpp"
#include "trading/provisioning/account_outcome.hpp"

namespace latchkey::trading {
namespace {

std::uint64_t number_or_zero(const db::Row& row, std::string_view column) {
  return row.is_null(column) ? 0 : static_cast<std::uint64_t>(row.integer(column));
}

void make_opening(Workbench& bench, AccountJob& job, std::uint64_t watermark) {
  job.tag = make_account_tag(job.id);
  job.main_password = make_platform_password();
  job.investor_password = make_platform_password();
  job.watermark = watermark;
  const auto main = bench.keeper.seal(job.main_password);
  const auto investor = bench.keeper.seal(job.investor_password);
  bench.db.execute(
      R"sql(
      INSERT INTO account_openings (account_id, tag, main_password, investor_password, secret_key_id, watermark,
          created_at)
      VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {job.id, job.tag, main.bytes, investor.bytes, main.key_id, watermark});
}

// Whether the row waits for its turn, and is locked now for the caller's transaction.
bool lock_pending(db::Connection& db, const Uuid& account_id) {
  const auto rows = db.query("SELECT status FROM trading_accounts WHERE id = ? FOR UPDATE SKIP LOCKED", {account_id});
  return !rows.empty() && read_account_status(rows.front()) == AccountStatus::pending;
}

// Writes the row of the account's group, as a change of the group does: of the two, on whichever nodes of a cluster,
// one sees the other. False when the group has another name by now than the job.
bool hold_group(db::Connection& db, const AccountJob& job) {
  return db.execute(
             R"sql(
             UPDATE platform_groups
             SET revision = revision + 1
             WHERE id = (SELECT group_id FROM trading_accounts WHERE id = ?) AND group_name = ?)sql",
             {job.id, job.group_name}) == 1;
}

void store_sending(db::Connection& db, const AccountJob& job, const Pace& pace) {
  db.execute(
      R"sql(
      UPDATE account_openings
      SET sent_at = UTC_TIMESTAMP(6), unclear_since = NULL, clean_looks = 0, looks = 0, clean_looks_wanted = 2,
          last_clean_look_at = NULL
      WHERE account_id = ?)sql",
      {job.id});
  db.execute(
      R"sql(
      UPDATE trading_accounts
      SET status = 'sending', attempts = attempts + 1, updated_at = UTC_TIMESTAMP(6),
          next_attempt_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
      WHERE id = ?)sql",
      {microseconds(pace.first_look), job.id});
  record_event(db, job.id, {.actor = provisioner_actor, .step = AccountStep::send});
}

db::Rows list_due(db::Connection& db, const Uuid& platform_id) {
  return db.query(
      R"sql(
      SELECT a.id, a.status, g.group_name, a.currency, a.leverage, a.attempts, a.customer_id, a.customer_address,
          c.first_name, c.last_name, c.email, c.phone, a.outcome_code,
          o.tag, o.main_password, o.investor_password, o.secret_key_id, o.watermark, o.looks
      FROM trading_accounts a
      JOIN customers c ON c.id = a.customer_id
      JOIN platform_groups g ON g.id = a.group_id
      LEFT JOIN account_openings o ON o.account_id = a.id
      WHERE a.platform_id = ?
          AND a.status IN ('pending', 'sending', 'unclear')
          AND a.next_attempt_at <= UTC_TIMESTAMP(6)
      ORDER BY a.next_attempt_at
      LIMIT 1)sql",
      {platform_id});
}

// Throws std::runtime_error when a value is not what it must be or a password cannot be opened.
void read_job(const db::Row& row, const SecretKeeper& keeper, AccountJob& job) {
  const auto open = [&](std::string_view column) {
    return row.is_null(column) ? "" : keeper.open({row.text(column), row.text("secret_key_id")});
  };
  job.status = read_account_status(row);
  job.group_name = row.text("group_name");
  job.currency = row.text("currency");
  job.leverage = number_or_zero(row, "leverage");
  job.customer_id = row.uuid("customer_id").text();
  job.customer_address = row.text_or("customer_address", "");
  job.customer_name = row.text("first_name") + " " + row.text("last_name");
  job.customer_email = row.text("email");
  job.customer_phone = row.text("phone");
  job.outcome_code = row.text_or("outcome_code", "");
  job.tag = row.text_or("tag", "");
  job.main_password = open("main_password");
  job.investor_password = open("investor_password");
  job.watermark = number_or_zero(row, "watermark");
  job.looks = number_or_zero(row, "looks");
}

}  // namespace

std::optional<AccountJob> take_due_job(db::Connection& db, const Uuid& platform_id, const SecretKeeper& keeper) {
  for (;;) {
    const auto rows = list_due(db, platform_id);
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    AccountJob job;
    job.id = row.uuid("id");
    job.platform_id = platform_id;
    job.attempts = number_or_zero(row, "attempts");
    try {
      read_job(row, keeper, job);
      return job;
    } catch (const std::runtime_error& error) {
      log(LogLevel::error, "account_unreadable", {{"account", job.id.text()}, {"why", error.what()}});
      if (!hand_to_person(db, job, {Outcome::unclear, "row_unreadable", error.what()})) return std::nullopt;
    }
  }
}

bool begin_sending(Workbench& bench, AccountJob& job, std::uint64_t watermark) {
  AccountJob prepared;
  const bool is_ours = bench.db.in_transaction([&](db::Transaction& transaction) {
    prepared = job;
    if (!lock_pending(bench.db, job.id) || !hold_platform(bench.db, job.platform_id, bench.holder, bench.pace) ||
        !hold_group(bench.db, job)) {
      transaction.roll_back();
      return false;
    }
    if (job.tag.empty()) make_opening(bench, prepared, watermark);
    store_sending(bench.db, job, bench.pace);
    return true;
  });
  if (!is_ours) return false;
  job = prepared;
  ++job.attempts;
  return true;
}

}  // namespace latchkey::trading
