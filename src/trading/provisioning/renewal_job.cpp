#include "trading/provisioning/renewal_job.hpp"

#include "base/log.hpp"
#include "trading/accounts/account_history.hpp"
#include "trading/accounts/account_secrets.hpp"
#include "trading/platforms/circuit.hpp"

namespace latchkey::trading {
namespace {

db::Rows list_due(db::Connection& db, const Uuid& platform_id) {
  return db.query(
      R"sql(
      SELECT r.account_id, r.attempts, r.unclear_since IS NOT NULL AS is_unclear, r.outcome_code,
          r.main_password, r.investor_password, r.secret_key_id, a.login
      FROM account_renewals r
      JOIN trading_accounts a ON a.id = r.account_id
      WHERE r.platform_id = ?
          AND r.state = 'waiting'
          AND r.next_attempt_at <= UTC_TIMESTAMP(6)
          AND a.login IS NOT NULL
      ORDER BY r.next_attempt_at
      LIMIT 1)sql",
      {platform_id});
}

void record(db::Connection& db, const RenewalJob& job, AccountStep step, const Failure& failure) {
  record_event(db, job.account_id,
               {.actor = provisioner_actor, .step = step, .outcome_code = failure.code, .detail = failure.detail});
}

constexpr std::string_view unreadable = "row_unreadable";

// Ends the renewal, and forgets its passwords unless the state is manual: then they may be the account's, if they can
// be read. False when another process has it, or the person was erased.
bool end(db::Connection& db, const RenewalJob& job, std::string_view state, const Failure& failure) {
  const bool keeps = state == "manual" && failure.code != unreadable;
  return db.execute(
             R"sql(
             UPDATE account_renewals
             SET main_password = IF(?, main_password, NULL), investor_password = IF(?, investor_password, NULL),
                 secret_key_id = IF(?, secret_key_id, NULL), unclear_since = IF(?, unclear_since, NULL),
                 state = ?, outcome_code = ?, next_attempt_at = NULL, updated_at = UTC_TIMESTAMP(6)
             WHERE account_id = ? AND attempts = ? AND state = 'waiting')sql",
             {keeps, keeps, keeps, keeps, state, failure.code.empty() ? std::nullopt : std::optional(failure.code),
              job.account_id, job.attempts}) > 0;
}

bool hand_to_person(db::Connection& db, const RenewalJob& job, const Failure& failure) {
  return db.in_transaction([&](db::Transaction&) {
    const bool is_ours = end(db, job, "manual", failure);
    if (is_ours) record(db, job, AccountStep::renewal_manual, failure);
    return is_ours;
  });
}

void make_passwords(Workbench& bench, RenewalJob& job) {
  job.main_password = make_platform_password();
  job.investor_password = make_platform_password();
  const auto main = bench.keeper.seal(job.main_password);
  const auto investor = bench.keeper.seal(job.investor_password);
  bench.db.execute(
      "UPDATE account_renewals SET main_password = ?, investor_password = ?, secret_key_id = ? WHERE account_id = ?",
      {main.bytes, investor.bytes, main.key_id, job.account_id});
}

// The row is locked then for the caller's transaction. False when the renewal is somebody else's by now.
bool count_attempt(db::Connection& db, const RenewalJob& job, const Pace& pace) {
  return db.execute(
             R"sql(
             UPDATE account_renewals
             SET attempts = attempts + 1, unclear_since = COALESCE(unclear_since, UTC_TIMESTAMP(6)),
                 next_attempt_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, updated_at = UTC_TIMESTAMP(6)
             WHERE account_id = ? AND attempts = ? AND state = 'waiting')sql",
             {microseconds(pace.first_look), job.account_id, job.attempts}) > 0;
}

// An account that a person has resolved may have no opening yet.
void give_passwords_to_customer(db::Connection& db, const RenewalJob& job, Renewed renewed) {
  db.execute(
      R"sql(
      INSERT INTO account_openings (account_id, tag, main_password, investor_password, secret_key_id, created_at)
      SELECT account_id, ?, main_password, IF(?, investor_password, NULL), secret_key_id, UTC_TIMESTAMP(6)
      FROM account_renewals r
      WHERE r.account_id = ? AND r.attempts = ? AND r.state = 'waiting'
      ON DUPLICATE KEY UPDATE
          investor_password = IF(? OR account_openings.secret_key_id <> VALUES(secret_key_id),
              VALUES(investor_password), account_openings.investor_password),
          main_password = VALUES(main_password),
          secret_key_id = VALUES(secret_key_id))sql",
      {make_account_tag(job.account_id), renewed == Renewed::both, job.account_id, job.attempts,
       renewed == Renewed::both});
}

bool is_unclear_for_too_long(db::Connection& db, const RenewalJob& job, const Pace& pace) {
  return !db.query(
                R"sql(
                SELECT 1
                FROM account_renewals
                WHERE account_id = ? AND unclear_since <= UTC_TIMESTAMP(6) - INTERVAL ? MICROSECOND)sql",
                {job.account_id, microseconds(pace.manual_after)})
              .empty();
}

}  // namespace

std::optional<RenewalJob> take_due_renewal(db::Connection& db, const Uuid& platform_id, const SecretKeeper& keeper) {
  for (;;) {
    const auto rows = list_due(db, platform_id);
    if (rows.empty()) return std::nullopt;
    const auto& row = rows.front();
    RenewalJob job;
    job.account_id = row.uuid("account_id");
    job.platform_id = platform_id;
    job.login = static_cast<std::uint64_t>(row.integer("login"));
    job.attempts = static_cast<std::uint64_t>(row.integer("attempts"));
    job.is_unclear = row.flag("is_unclear");
    job.outcome_code = row.text_or("outcome_code", "");
    if (row.is_null("main_password") || row.is_null("investor_password")) return job;
    try {
      job.main_password = keeper.open({row.text("main_password"), row.text("secret_key_id")});
      job.investor_password = keeper.open({row.text("investor_password"), row.text("secret_key_id")});
      return job;
    } catch (const std::runtime_error& error) {
      log(LogLevel::error, "renewal_unreadable", {{"account", job.account_id.text()}, {"why", error.what()}});
      if (!hand_to_person(db, job, {Outcome::unclear, std::string(unreadable), error.what()})) return std::nullopt;
    }
  }
}

bool begin_renewing(Workbench& bench, RenewalJob& job) {
  RenewalJob prepared;
  const bool is_ours = bench.db.in_transaction([&](db::Transaction& transaction) {
    prepared = job;
    if (!count_attempt(bench.db, job, bench.pace) ||
        !hold_platform(bench.db, job.platform_id, bench.holder, bench.pace)) {
      transaction.roll_back();
      return false;
    }
    if (job.main_password.empty()) make_passwords(bench, prepared);
    record(bench.db, job, AccountStep::renewal_send, {});
    return true;
  });
  if (!is_ours) return false;
  job = prepared;
  ++job.attempts;
  return true;
}

void finish_renewal(db::Connection& db, const RenewalJob& job, Renewed renewed, const Failure& failure) {
  db.in_transaction([&](db::Transaction&) {
    give_passwords_to_customer(db, job, renewed);
    if (!end(db, job, "done", failure)) return;
    const bool is_whole = renewed == Renewed::both;
    record(db, job, is_whole ? AccountStep::passwords_renewed : AccountStep::main_password_renewed, failure);
  });
}

void fail_renewal(db::Connection& db, const RenewalJob& job, const Failure& failure) {
  db.in_transaction([&](db::Transaction&) {
    if (end(db, job, "failed", failure)) record(db, job, AccountStep::renewal_failed, failure);
  });
}

void put_renewal_back(db::Connection& db, const RenewalJob& job, const Failure& failure, Trace trace,
                      const Pace& pace) {
  if (trace == Trace::possible && is_unclear_for_too_long(db, job, pace)) {
    static_cast<void>(hand_to_person(db, job, {Outcome::unclear, "unclear_for_too_long", failure.detail}));
    return;
  }
  db.in_transaction([&](db::Transaction&) {
    const auto moved = db.execute(
        R"sql(
        UPDATE account_renewals
        SET unclear_since = IF(?, NULL, unclear_since), outcome_code = ?, updated_at = UTC_TIMESTAMP(6),
            next_attempt_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
        WHERE account_id = ? AND attempts = ? AND state = 'waiting')sql",
        {trace == Trace::none, failure.code, microseconds(pace.first_look), job.account_id, job.attempts});
    if (moved > 0) record(db, job, AccountStep::renewal_put_back, failure);
  });
}

}  // namespace latchkey::trading
