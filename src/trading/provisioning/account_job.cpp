#include "trading/provisioning/account_job.hpp"

#include "trading/accounts/account_history.hpp"
#include "trading/accounts/account_secrets.hpp"
#include "trading/platforms/circuit.hpp"

namespace latchkey::trading {
namespace {

std::int64_t microseconds(Pace::Wait wait) { return std::chrono::microseconds(wait).count(); }

std::uint64_t number_or_zero(const db::Row& row, std::size_t column) {
  return row.is_null(column) ? 0 : static_cast<std::uint64_t>(row.integer(column));
}

void record(db::Connection& db, const AccountJob& job, std::string_view step, const Failure& failure) {
  record_event(db, job.id, provisioner_actor, step, failure.code, failure.detail);
}

// The row, if it is still as the worker found it; a row that an administrator or another process has moved on stays.
bool move(db::Connection& db, const AccountJob& job, std::string_view status, std::string_view code, Pace::Wait wait) {
  return db.execute(
             R"sql(
             UPDATE trading_accounts
             SET status = ?, outcome_code = ?, updated_at = UTC_TIMESTAMP(6), next_attempt_at = UTC_TIMESTAMP(6)
                 + INTERVAL ? MICROSECOND
             WHERE id = ? AND status IN ('pending', 'sending', 'unclear'))sql",
             {status, code.empty() ? std::optional<std::string>() : std::string(code), microseconds(wait), job.id}) > 0;
}

void make_opening(db::Connection& db, AccountJob& job, std::uint64_t watermark, const SecretKeeper& keeper) {
  job.tag = make_account_tag();
  job.main_password = make_platform_password();
  job.investor_password = make_platform_password();
  job.watermark = watermark;
  const auto main = keeper.seal(job.main_password);
  const auto investor = keeper.seal(job.investor_password);
  db.execute(
      R"sql(
      INSERT INTO account_openings (account_id, tag, main_password, investor_password, secret_key_id, watermark,
          created_at)
      VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {job.id, job.tag, main.bytes, investor.bytes, main.key_id, watermark});
}

}  // namespace

std::optional<AccountJob> find_due_job(db::Connection& db, const Uuid& platform_id, const SecretKeeper& keeper) {
  const auto rows = db.query(
      R"sql(
      SELECT a.id, a.status, g.group_name, a.leverage, a.customer_address, c.first_name, c.last_name, c.email,
          c.phone, a.attempts, a.outcome_code, o.tag, o.main_password, o.investor_password, o.secret_key_id,
          o.watermark, o.looks, a.currency
      FROM trading_accounts a
      JOIN customers c ON c.id = a.customer_id
      JOIN platform_groups g ON g.id = a.group_id
      LEFT JOIN account_openings o ON o.account_id = a.id
      WHERE a.platform_id = ? AND a.status IN ('pending', 'sending', 'unclear')
          AND a.next_attempt_at <= UTC_TIMESTAMP(6)
      ORDER BY a.next_attempt_at
      LIMIT 1)sql",
      {platform_id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  AccountJob job;
  job.id = row.uuid(0);
  job.platform_id = platform_id;
  job.status = row.text(1);
  job.group_name = row.text(2);
  job.currency = row.text(17);
  job.leverage = number_or_zero(row, 3);
  job.customer_address = row.text_or(4, "");
  job.customer_name = row.text(5) + " " + row.text(6);
  job.customer_email = row.text(7);
  job.customer_phone = row.text(8);
  job.attempts = number_or_zero(row, 9);
  job.outcome_code = row.text_or(10, "");
  if (row.is_null(11)) return job;
  job.tag = row.text(11);
  if (!row.is_null(12)) job.main_password = keeper.open({row.text(12), row.text(14)});
  if (!row.is_null(13)) job.investor_password = keeper.open({row.text(13), row.text(14)});
  job.watermark = number_or_zero(row, 15);
  job.looks = number_or_zero(row, 16);
  return job;
}

bool begin_sending(db::Connection& db, const Uuid& holder, AccountJob& job, std::uint64_t watermark,
                   const SecretKeeper& keeper, const Pace& pace) {
  AccountJob prepared;
  const bool is_ours = db.in_transaction([&](db::Transaction& transaction) {
    prepared = job;
    const auto rows = db.query("SELECT status FROM trading_accounts WHERE id = ? FOR UPDATE SKIP LOCKED", {job.id});
    if (rows.empty() || rows.front().text(0) != "pending" || !hold_platform(db, job.platform_id, holder, pace)) {
      transaction.roll_back();
      return false;
    }
    if (job.tag.empty()) make_opening(db, prepared, watermark, keeper);
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
    record_event(db, job.id, provisioner_actor, "send");
    return true;
  });
  if (is_ours) job = prepared;
  return is_ours;
}

bool finish_created(db::Connection& db, const AccountJob& job, std::uint64_t login, std::string_view note) {
  try {
    return db.in_transaction([&](db::Transaction&) {
      const bool is_ours = db.execute(
                               R"sql(
                               UPDATE trading_accounts
                               SET status = 'created', login = ?, outcome_code = ?, next_attempt_at = NULL,
                                   updated_at = UTC_TIMESTAMP(6)
                               WHERE id = ? AND status IN ('pending', 'sending', 'unclear', 'manual'))sql",
                               {login, note.empty() ? std::optional<std::string>() : std::string(note), job.id}) > 0;
      record_event(db, job.id, provisioner_actor, is_ours ? "created" : "created_again", note,
                   "login " + std::to_string(login));
      return is_ours;
    });
  } catch (const db::DuplicateKey&) {
    hand_to_person(db, job, {Outcome::unclear, "login_known", "another row has login " + std::to_string(login)});
    return false;
  }
}

void finish_failed(db::Connection& db, const AccountJob& job, const Failure& failure) {
  db.in_transaction([&](db::Transaction&) {
    if (move(db, job, "failed", failure.code, Pace::Wait{0})) record(db, job, "failed", failure);
  });
}

void hand_to_person(db::Connection& db, const AccountJob& job, const Failure& failure) {
  db.in_transaction([&](db::Transaction&) {
    if (move(db, job, "manual", failure.code, Pace::Wait{0})) record(db, job, "manual", failure);
  });
}

void put_back(db::Connection& db, const AccountJob& job, const Failure& failure, Pace::Wait wait) {
  db.in_transaction([&](db::Transaction&) {
    if (move(db, job, "pending", failure.code, wait)) record(db, job, "put_back", failure);
  });
}

void mark_unclear(db::Connection& db, const AccountJob& job, const Failure& failure, int clean_looks_wanted,
                  Pace::Wait wait) {
  db.in_transaction([&](db::Transaction&) {
    if (!move(db, job, "unclear", failure.code, wait)) return;
    db.execute(
        R"sql(
        UPDATE account_openings
        SET unclear_since = COALESCE(unclear_since, UTC_TIMESTAMP(6)), clean_looks_wanted = ?
        WHERE account_id = ?)sql",
        {clean_looks_wanted, job.id});
    record(db, job, "unclear", failure);
  });
}

void note_empty_look(db::Connection& db, const AccountJob& job, const Pace& pace) {
  const auto next = job.looks == 0 ? pace.second_look : pace.later_look;
  db.in_transaction([&](db::Transaction&) {
    db.execute(
        R"sql(
        UPDATE account_openings
        SET looks = looks + 1, unclear_since = COALESCE(unclear_since, UTC_TIMESTAMP(6))
        WHERE account_id = ?)sql",
        {job.id});
    db.execute(
        R"sql(
        UPDATE account_openings
        SET clean_looks = clean_looks + 1, last_clean_look_at = UTC_TIMESTAMP(6)
        WHERE account_id = ? AND (last_clean_look_at IS NULL OR last_clean_look_at <= UTC_TIMESTAMP(6)
            - INTERVAL ? MICROSECOND))sql",
        {job.id, microseconds(pace.clean_gap)});
    const bool is_proved =
        !db.query("SELECT 1 FROM account_openings WHERE account_id = ? AND clean_looks >= clean_looks_wanted", {job.id})
             .empty();
    record_event(db, job.id, provisioner_actor, is_proved ? "look_proved_absent" : "look_found_nothing");
    if (is_proved) {
      move(db, job, "pending", job.outcome_code, Pace::Wait{0});
    } else {
      move(db, job, "unclear", job.outcome_code, next);
    }
  });
}

void postpone_look(db::Connection& db, const AccountJob& job, const Pace& pace) {
  const bool is_late = !db.query(
                              R"sql(
             SELECT 1
             FROM account_openings
             WHERE account_id = ? AND unclear_since <= UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND)sql",
                              {job.id, microseconds(pace.manual_after)})
                            .empty();
  if (is_late) {
    hand_to_person(db, job, {Outcome::unclear, "unclear_for_too_long", "no look has succeeded for too long"});
    return;
  }
  db.in_transaction([&](db::Transaction&) {
    db.execute(
        "UPDATE account_openings SET unclear_since = COALESCE(unclear_since, UTC_TIMESTAMP(6)) WHERE account_id = ?",
        {job.id});
    move(db, job, "unclear", job.outcome_code, pace.first_look);
  });
}

std::vector<std::uint64_t> list_known_logins(db::Connection& db, const Uuid& platform_id, std::uint64_t watermark) {
  std::vector<std::uint64_t> logins;
  for (const auto& row :
       db.query("SELECT login FROM trading_accounts WHERE platform_id = ? AND login > ?", {platform_id, watermark})) {
    logins.push_back(static_cast<std::uint64_t>(row.integer(0)));
  }
  return logins;
}

}  // namespace latchkey::trading
