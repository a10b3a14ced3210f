#include "trading/settings/account_care.hpp"

#include <optional>
#include <string>

#include "trading/accounts/account_history.hpp"
#include "trading/accounts/account_told.hpp"
#include "trading/accounts/lead_change.hpp"

namespace latchkey::trading {
namespace {

// What a decision changes, as it stands in the account's row.
struct Standing {
  AccountStatus status;
  std::optional<std::uint64_t> login;
  std::optional<std::string> code;
};

// For the activity log.
nlohmann::json describe(const Standing& standing) {
  const auto or_null = [](const auto& value) { return value ? nlohmann::json(*value) : nlohmann::json(); };
  return {{"status", name_of(standing.status)}, {"login", or_null(standing.login)}, {"code", or_null(standing.code)}};
}

// An account whose row is locked until the decision is stored.
struct LockedAccount {
  Uuid id;
  Standing standing;
  PlatformKind kind;
  bool has_opening = false;  // it has a tag, by which MT5 can find it
  bool is_unclear = false;   // the platform never said what became of the last request
};

std::optional<LockedAccount> lock_account(db::Connection& db, const Uuid& id) {
  const auto rows = db.query(
      R"sql(
      SELECT a.id, a.status, a.login, a.outcome_code, p.kind,
          o.account_id IS NOT NULL AS has_opening,
          o.unclear_since IS NOT NULL AS is_unclear
      FROM trading_accounts a
      JOIN trading_platforms p ON p.id = a.platform_id
      LEFT JOIN account_openings o ON o.account_id = a.id
      WHERE a.id = ?
      FOR UPDATE)sql",
      {id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  Standing standing{read_account_status(row), std::nullopt, row.optional_text("outcome_code")};
  if (!row.is_null("login")) standing.login = static_cast<std::uint64_t>(row.integer("login"));
  return LockedAccount{.id = row.uuid("id"),
                       .standing = standing,
                       .kind = read_platform_kind(row),
                       .has_opening = row.flag("has_opening"),
                       .is_unclear = row.flag("is_unclear")};
}

struct Decision {
  AccountStep step;
  Standing after;
  AccountMail mail = AccountMail::none;  // once it is created
};

// Stores the decision. An account that it makes pending or unclear is worked on from now on, any other no more.
void store(db::Connection& db, const audit::Actor& actor, const LockedAccount& account, const Decision& decision) {
  const auto& [step, after, mail] = decision;
  const bool is_worked_on = after.status == AccountStatus::pending || after.status == AccountStatus::unclear;
  db.execute(
      R"sql(
      UPDATE trading_accounts
      SET status = ?, login = ?, outcome_code = ?, next_attempt_at = IF(?, UTC_TIMESTAMP(6), NULL),
          updated_at = UTC_TIMESTAMP(6)
      WHERE id = ?)sql",
      {name_of(after.status), after.login, after.code, is_worked_on, account.id});
  const bool is_seen = shown_status(after.status) != shown_status(account.standing.status);
  if (is_seen) mark_lead_changed(db, account.id);
  const std::string code = after.code.value_or("");
  const std::string detail = after.login ? "login " + std::to_string(*after.login) : "";
  const auto step_id =
      record_event(db, account.id, {.actor = actor.name, .step = step, .outcome_code = code, .detail = detail});
  if (is_seen) tell_account(db, account.id, step_id, mail);
  const std::string action = "account." + std::string(name_of(step));
  audit::record_change(db, actor, {action, "account", account.id, describe(account.standing), describe(after)});
}

// Whether the account has to be looked for before it is asked for again.
bool has_to_be_looked_for(const LockedAccount& account) {
  const bool can_be_found = account.kind == PlatformKind::mt5 && account.has_opening;
  return can_be_found && (account.is_unclear || account.standing.status == AccountStatus::manual);
}

}  // namespace

bool may_be_retried(AccountStatus status, PlatformKind kind) {
  return status == AccountStatus::failed || (status == AccountStatus::manual && kind == PlatformKind::mt5);
}

bool may_be_resolved_as_created(AccountStatus status) {
  return may_be_resolved_as_failed(status) || status == AccountStatus::failed;
}

bool may_be_resolved_as_failed(AccountStatus status) {
  return status == AccountStatus::manual || status == AccountStatus::unclear;
}

AccountDecision retry_account(db::Connection& db, const audit::Actor& actor, const Uuid& id) {
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto account = lock_account(db, id);
    if (!account || !may_be_retried(account->standing.status, account->kind)) {
      transaction.roll_back();
      return AccountDecision::wrong_state;
    }
    const bool is_looked_for = has_to_be_looked_for(*account);
    const auto status = is_looked_for ? AccountStatus::unclear : AccountStatus::pending;
    store(db, actor, *account, {AccountStep::retry, {status, std::nullopt, std::nullopt}});
    db.execute(
        R"sql(
        UPDATE account_openings
        SET unclear_since = IF(?, UTC_TIMESTAMP(6), NULL), clean_looks = 0, looks = 0, clean_looks_wanted = 2,
            last_clean_look_at = NULL
        WHERE account_id = ?)sql",
        {is_looked_for, id});
    return AccountDecision::done;
  });
}

AccountDecision resolve_as_created(db::Connection& db, const audit::Actor& actor, const Uuid& id, std::uint64_t login,
                                   AccountMail mail) {
  try {
    return db.in_transaction([&](db::Transaction& transaction) {
      const auto account = lock_account(db, id);
      if (!account || !may_be_resolved_as_created(account->standing.status)) {
        transaction.roll_back();
        return AccountDecision::wrong_state;
      }
      store(db, actor, *account, {AccountStep::resolved_created, {AccountStatus::created, login, std::nullopt}, mail});
      return AccountDecision::done;
    });
  } catch (const db::DuplicateKey& error) {
    if (error.constraint() != "trading_accounts_login_unique") throw;
    return AccountDecision::login_known;
  }
}

AccountDecision resolve_as_failed(db::Connection& db, const audit::Actor& actor, const Uuid& id,
                                  std::string_view code) {
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto account = lock_account(db, id);
    if (!account || !may_be_resolved_as_failed(account->standing.status)) {
      transaction.roll_back();
      return AccountDecision::wrong_state;
    }
    store(db, actor, *account,
          {AccountStep::resolved_failed, {AccountStatus::failed, std::nullopt, std::string(code)}});
    // A person may be wrong. With this mark a retry looks for the account first.
    db.execute(
        "UPDATE account_openings SET unclear_since = COALESCE(unclear_since, UTC_TIMESTAMP(6)) WHERE account_id = ?",
        {id});
    return AccountDecision::done;
  });
}

}  // namespace latchkey::trading
