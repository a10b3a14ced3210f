#include "trading/provisioning/account_job.hpp"

#include "trading/accounts/account_history.hpp"
#include "trading/accounts/account_secrets.hpp"
#include "trading/platforms/circuit.hpp"

namespace latchkey::trading {
namespace {

std::int64_t microseconds(Pace::Wait wait) { return std::chrono::microseconds(wait).count(); }

std::uint64_t number_or_zero(const db::Row& row, std::string_view column) {
  return row.is_null(column) ? 0 : static_cast<std::uint64_t>(row.integer(column));
}

std::optional<std::string> or_null(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(std::string(text));
}

void record(db::Connection& db, const AccountJob& job, AccountStep step, const Failure& failure) {
  record_event(db, job.id,
               {.actor = provisioner_actor, .step = step, .outcome_code = failure.code, .detail = failure.detail});
}

struct Step {
  AccountStatus status;
  std::string_view code;
  Pace::Wait wait = Pace::Wait{0};
};

// Moves the row on if it is still on its way. A row that an administrator or another process has moved meanwhile stays
// as it is, and the answer is false.
bool move(db::Connection& db, const AccountJob& job, const Step& step) {
  const auto moved = db.execute(
      R"sql(
      UPDATE trading_accounts
      SET status = ?, outcome_code = ?, updated_at = UTC_TIMESTAMP(6),
          next_attempt_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
      WHERE id = ? AND status IN ('pending', 'sending', 'unclear'))sql",
      {name_of(step.status), or_null(step.code), microseconds(step.wait), job.id});
  return moved > 0;
}

void make_opening(Workbench& bench, AccountJob& job, std::uint64_t watermark) {
  job.tag = make_account_tag();
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

}  // namespace

std::optional<AccountJob> find_due_job(db::Connection& db, const Uuid& platform_id, const SecretKeeper& keeper) {
  const auto rows = db.query(
      R"sql(
      SELECT a.id, a.status, g.group_name, a.currency, a.leverage, a.customer_address,
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
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  const auto open = [&](std::string_view column) {
    return row.is_null(column) ? "" : keeper.open({row.text(column), row.text("secret_key_id")});
  };
  return AccountJob{.id = row.uuid("id"),
                    .platform_id = platform_id,
                    .status = read_account_status(row),
                    .group_name = row.text("group_name"),
                    .currency = row.text("currency"),
                    .leverage = number_or_zero(row, "leverage"),
                    .customer_address = row.text_or("customer_address", ""),
                    .customer_name = row.text("first_name") + " " + row.text("last_name"),
                    .customer_email = row.text("email"),
                    .customer_phone = row.text("phone"),
                    .outcome_code = row.text_or("outcome_code", ""),
                    .tag = row.text_or("tag", ""),
                    .main_password = open("main_password"),
                    .investor_password = open("investor_password"),
                    .watermark = number_or_zero(row, "watermark"),
                    .looks = number_or_zero(row, "looks")};
}

bool begin_sending(Workbench& bench, AccountJob& job, std::uint64_t watermark) {
  AccountJob prepared;
  const bool is_ours = bench.db.in_transaction([&](db::Transaction& transaction) {
    prepared = job;
    if (!lock_pending(bench.db, job.id) || !hold_platform(bench.db, job.platform_id, bench.holder, bench.pace)) {
      transaction.roll_back();
      return false;
    }
    if (job.tag.empty()) make_opening(bench, prepared, watermark);
    store_sending(bench.db, job, bench.pace);
    return true;
  });
  if (is_ours) job = prepared;
  return is_ours;
}

bool finish_created(db::Connection& db, const AccountJob& job, std::uint64_t login, std::string_view note) {
  try {
    return db.in_transaction([&](db::Transaction&) {
      const auto stored = db.execute(
          R"sql(
          UPDATE trading_accounts
          SET status = 'created', login = ?, outcome_code = ?, next_attempt_at = NULL, updated_at = UTC_TIMESTAMP(6)
          WHERE id = ? AND status IN ('pending', 'sending', 'unclear', 'manual'))sql",
          {login, or_null(note), job.id});
      const bool is_stored = stored > 0;
      const std::string detail = "login " + std::to_string(login);
      record_event(db, job.id,
                   {.actor = provisioner_actor,
                    .step = is_stored ? AccountStep::created : AccountStep::created_again,
                    .outcome_code = note,
                    .detail = detail});
      return is_stored;
    });
  } catch (const db::DuplicateKey&) {
    hand_to_person(db, job, {Outcome::unclear, "login_known", "another row has login " + std::to_string(login)});
    return false;
  }
}

void finish_failed(db::Connection& db, const AccountJob& job, const Failure& failure) {
  db.in_transaction([&](db::Transaction&) {
    if (move(db, job, {AccountStatus::failed, failure.code})) record(db, job, AccountStep::failed, failure);
  });
}

void hand_to_person(db::Connection& db, const AccountJob& job, const Failure& failure) {
  db.in_transaction([&](db::Transaction&) {
    if (move(db, job, {AccountStatus::manual, failure.code})) record(db, job, AccountStep::manual, failure);
  });
}

void put_back(db::Connection& db, const AccountJob& job, const Failure& failure, Pace::Wait wait) {
  db.in_transaction([&](db::Transaction&) {
    if (move(db, job, {AccountStatus::pending, failure.code, wait})) record(db, job, AccountStep::put_back, failure);
  });
}

void mark_unclear(db::Connection& db, const AccountJob& job, const Failure& failure, const LookPlan& plan) {
  db.in_transaction([&](db::Transaction&) {
    if (!move(db, job, {AccountStatus::unclear, failure.code, plan.wait})) return;
    db.execute(
        R"sql(
        UPDATE account_openings
        SET unclear_since = COALESCE(unclear_since, UTC_TIMESTAMP(6)), clean_looks_wanted = ?
        WHERE account_id = ?)sql",
        {plan.clean_looks, job.id});
    record(db, job, AccountStep::unclear, failure);
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
        WHERE account_id = ?
            AND (last_clean_look_at IS NULL
                OR last_clean_look_at <= UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND))sql",
        {job.id, microseconds(pace.clean_gap)});
    const auto proofs =
        db.query("SELECT 1 FROM account_openings WHERE account_id = ? AND clean_looks >= clean_looks_wanted", {job.id});
    const bool is_proved = !proofs.empty();
    record_event(db, job.id,
                 {.actor = provisioner_actor,
                  .step = is_proved ? AccountStep::look_proved_absent : AccountStep::look_found_nothing});
    if (is_proved) {
      move(db, job, {AccountStatus::pending, job.outcome_code});
    } else {
      move(db, job, {AccountStatus::unclear, job.outcome_code, next});
    }
  });
}

void postpone_look(db::Connection& db, const AccountJob& job, const Pace& pace) {
  const auto late = db.query(
      R"sql(
      SELECT 1
      FROM account_openings
      WHERE account_id = ? AND unclear_since <= UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND)sql",
      {job.id, microseconds(pace.manual_after)});
  if (!late.empty()) {
    hand_to_person(db, job, {Outcome::unclear, "unclear_for_too_long", "no look has succeeded for too long"});
    return;
  }
  db.in_transaction([&](db::Transaction&) {
    db.execute(
        "UPDATE account_openings SET unclear_since = COALESCE(unclear_since, UTC_TIMESTAMP(6)) WHERE account_id = ?",
        {job.id});
    move(db, job, {AccountStatus::unclear, job.outcome_code, pace.first_look});
  });
}

std::vector<std::uint64_t> list_known_logins(db::Connection& db, const Uuid& platform_id, std::uint64_t watermark) {
  std::vector<std::uint64_t> logins;
  for (const auto& row :
       db.query("SELECT login FROM trading_accounts WHERE platform_id = ? AND login > ?", {platform_id, watermark})) {
    logins.push_back(static_cast<std::uint64_t>(row.integer("login")));
  }
  return logins;
}

}  // namespace latchkey::trading
