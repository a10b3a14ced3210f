#include "trading/settings/password_renewal.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/clock_text.hpp"
#include "trading/accounts/account_history.hpp"

namespace latchkey::trading {
namespace {

// In the order of RenewalState.
constexpr std::array<std::string_view, 4> state_names{"waiting", "done", "failed", "manual"};

RenewalState read_state(const db::Row& row) {
  const auto* const found = std::ranges::find(state_names, row.text("state"));
  if (found == state_names.end()) {
    throw std::logic_error("an unknown state of a renewal is stored: " + row.text("state"));
  }
  return static_cast<RenewalState>(found - state_names.begin());
}

// Why no renewal can be asked for; nothing when it can.
std::optional<RenewalRequest> find_obstacle(const db::Rows& accounts) {
  if (accounts.empty()) return RenewalRequest::wrong_state;
  const auto& row = accounts.front();
  const auto kind = read_platform_kind(row);
  if (kind != PlatformKind::mt5) return RenewalRequest::wrong_platform;
  if (!may_be_renewed(read_account_status(row), kind)) return RenewalRequest::wrong_state;
  return row.flag("is_erased") ? std::optional(RenewalRequest::erased) : std::nullopt;
}

// Whether there is one that waits now, and was not there before. Of two that ask at the same moment, one has asked.
bool store(db::Connection& db, const Uuid& account_id, const Uuid& platform_id) {
  const auto inserted = db.insert(
      R"sql(
      INSERT INTO account_renewals (account_id, platform_id, state, next_attempt_at, asked_at, updated_at)
      VALUES (?, ?, 'waiting', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
      {account_id, platform_id}, "PRIMARY");
  if (inserted == db::InsertOutcome::inserted) return true;
  return db.execute(
             R"sql(
             UPDATE account_renewals
             SET platform_id = ?, state = 'waiting', outcome_code = NULL, next_attempt_at = UTC_TIMESTAMP(6),
                 asked_at = UTC_TIMESTAMP(6), updated_at = UTC_TIMESTAMP(6)
             WHERE account_id = ? AND state <> 'waiting')sql",
             {platform_id, account_id}) > 0;
}

}  // namespace

std::string_view name_of(RenewalState state) { return state_names.at(static_cast<std::size_t>(state)); }

std::optional<RenewalStanding> find_renewal(db::Connection& db, const Uuid& account_id) {
  const auto rows = db.query(
      "SELECT state, outcome_code, asked_at, next_attempt_at FROM account_renewals WHERE account_id = ?", {account_id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return RenewalStanding{
      .state = read_state(row),
      .code = row.text_or("outcome_code", ""),
      .asked_at = iso8601_from_database(row.text("asked_at")),
      .next_attempt_at = row.is_null("next_attempt_at") ? "" : iso8601_from_database(row.text("next_attempt_at"))};
}

bool may_be_renewed(AccountStatus status, PlatformKind kind) {
  return status == AccountStatus::created && kind == PlatformKind::mt5;
}

RenewalRequest ask_for_renewal(db::Connection& db, const audit::Actor& actor, const Uuid& account_id) {
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto accounts = db.query(
        R"sql(
        SELECT a.status, a.platform_id, p.kind, e.lead_id IS NOT NULL AS is_erased
        FROM trading_accounts a
        JOIN trading_platforms p ON p.id = a.platform_id
        JOIN customers c ON c.id = a.customer_id
        LEFT JOIN erased_people e ON e.lead_id = c.lead_id
        WHERE a.id = ?)sql",
        {account_id});
    auto outcome = find_obstacle(accounts);
    if (!outcome && !store(db, account_id, accounts.front().uuid("platform_id"))) {
      outcome = RenewalRequest::waits_already;
    }
    if (outcome) {
      transaction.roll_back();
      return *outcome;
    }
    record_event(db, account_id, {.actor = actor.name, .step = AccountStep::renewal_asked});
    audit::record_change(db, actor, {"account.renewal_asked", "account", account_id, {}, {{"renewal", "waiting"}}});
    return RenewalRequest::asked;
  });
}

}  // namespace latchkey::trading
