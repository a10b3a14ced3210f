#include "trading/provisioning/account_outcome.hpp"

#include "trading/accounts/account_history.hpp"
#include "trading/accounts/account_told.hpp"
#include "trading/accounts/lead_change.hpp"

namespace latchkey::trading {
namespace {

std::optional<std::string> or_null(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(std::string(text));
}

Uuid record(db::Connection& db, const AccountJob& job, AccountStep step, const Failure& failure) {
  return record_event(
      db, job.id, {.actor = provisioner_actor, .step = step, .outcome_code = failure.code, .detail = failure.detail});
}

struct Step {
  AccountStatus status;
  std::string_view code;
  Pace::Wait wait = Pace::Wait{0};
};

// Moves the row on if it is still on its way, with the same attempt. A row that an administrator or another process has
// moved meanwhile stays as it is, and the answer is false.
bool move(db::Connection& db, const AccountJob& job, const Step& step) {
  const auto moved = db.execute(
      R"sql(
      UPDATE trading_accounts
      SET status = ?, outcome_code = ?, updated_at = UTC_TIMESTAMP(6),
          next_attempt_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
      WHERE id = ? AND attempts = ? AND status IN ('pending', 'sending', 'unclear'))sql",
      {name_of(step.status), or_null(step.code), microseconds(step.wait), job.id, job.attempts});
  return moved > 0;
}

// Whether move() would move the row; it is locked then for the caller's transaction.
bool lock_if_ours(db::Connection& db, const AccountJob& job) {
  return !db.query(
                R"sql(
                SELECT 1
                FROM trading_accounts
                WHERE id = ? AND attempts = ? AND status IN ('pending', 'sending', 'unclear')
                FOR UPDATE)sql",
                {job.id, job.attempts})
              .empty();
}

}  // namespace

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
      if (is_stored) mark_lead_changed(db, job.id);
      const std::string detail = "login " + std::to_string(login);
      const auto step_id = record_event(db, job.id,
                                        {.actor = provisioner_actor,
                                         .step = is_stored ? AccountStep::created : AccountStep::created_again,
                                         .outcome_code = note,
                                         .detail = detail});
      if (is_stored) tell_account(db, job.id, step_id, account_mail(job.mails_customer));
      return is_stored;
    });
  } catch (const db::DuplicateKey&) {
    static_cast<void>(
        hand_to_person(db, job, {Outcome::unclear, "login_known", "another row has login " + std::to_string(login)}));
    return false;
  }
}

void finish_failed(db::Connection& db, const AccountJob& job, const Failure& failure) {
  db.in_transaction([&](db::Transaction&) {
    if (!move(db, job, {AccountStatus::failed, failure.code})) return;
    mark_lead_changed(db, job.id);
    tell_account(db, job.id, record(db, job, AccountStep::failed, failure));
  });
}

bool hand_to_person(db::Connection& db, const AccountJob& job, const Failure& failure) {
  return db.in_transaction([&](db::Transaction&) {
    const bool is_ours = move(db, job, {AccountStatus::manual, failure.code});
    if (is_ours) record(db, job, AccountStep::manual, failure);
    return is_ours;
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
    if (!lock_if_ours(db, job)) return;
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
    static_cast<void>(
        hand_to_person(db, job, {Outcome::unclear, "unclear_for_too_long", "no look has succeeded for too long"}));
    return;
  }
  db.in_transaction([&](db::Transaction&) {
    if (!lock_if_ours(db, job)) return;
    db.execute(
        "UPDATE account_openings SET unclear_since = COALESCE(unclear_since, UTC_TIMESTAMP(6)) WHERE account_id = ?",
        {job.id});
    move(db, job, {AccountStatus::unclear, job.outcome_code, pace.first_look});
  });
}

std::vector<std::uint64_t> list_known_logins(db::Connection& db, const Uuid& platform_id) {
  std::vector<std::uint64_t> logins;
  for (const auto& row :
       db.query("SELECT login FROM trading_accounts WHERE platform_id = ? AND login IS NOT NULL", {platform_id})) {
    logins.push_back(static_cast<std::uint64_t>(row.integer("login")));
  }
  return logins;
}

}  // namespace latchkey::trading
