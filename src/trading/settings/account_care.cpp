#include "trading/settings/account_care.hpp"

#include "trading/accounts/account_history.hpp"

namespace latchkey::trading {
namespace {

// An account as it is found, its row locked until the decision is stored.
struct Found {
  std::string status;
  std::string kind;
  nlohmann::json shown;  // for the activity log
  bool has_opening = false;
  bool is_unsettled = false;  // nobody has learnt what became of the last request
};

nlohmann::json show(std::string_view status, const nlohmann::json& login, const nlohmann::json& code) {
  return {{"status", status}, {"login", login}, {"code", code}};
}

std::optional<Found> find(db::Connection& db, const Uuid& id) {
  const auto rows = db.query(
      R"sql(
      SELECT a.status, p.kind, a.login, a.outcome_code, o.account_id IS NOT NULL, o.unclear_since IS NOT NULL
      FROM trading_accounts a
      JOIN trading_platforms p ON p.id = a.platform_id
      LEFT JOIN account_openings o ON o.account_id = a.id
      WHERE a.id = ?
      FOR UPDATE)sql",
      {id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  const nlohmann::json login = row.is_null(2) ? nlohmann::json() : nlohmann::json(row.integer(2));
  const nlohmann::json code = row.is_null(3) ? nlohmann::json() : nlohmann::json(row.text(3));
  return Found{row.text(0), row.text(1), show(row.text(0), login, code), row.flag(4), row.flag(5)};
}

struct Decision {
  std::string_view step;
  std::string_view status;
  std::optional<std::uint64_t> login;
  std::optional<std::string> code;
  bool is_worked_on = false;  // from now on
};

void store(db::Connection& db, const audit::Actor& actor, const Uuid& id, const Found& found,
           const Decision& decision) {
  db.execute(
      R"sql(
      UPDATE trading_accounts
      SET status = ?, login = ?, outcome_code = ?, next_attempt_at = IF(?, UTC_TIMESTAMP(6), NULL),
          updated_at = UTC_TIMESTAMP(6)
      WHERE id = ?)sql",
      {decision.status, decision.login, decision.code, decision.is_worked_on, id});
  record_event(db, id, actor.name, decision.step, decision.code.value_or(""),
               decision.login ? "login " + std::to_string(*decision.login) : "");
  const nlohmann::json login = decision.login ? nlohmann::json(*decision.login) : nlohmann::json();
  const nlohmann::json code = decision.code ? nlohmann::json(*decision.code) : nlohmann::json();
  audit::record_change(
      db, actor,
      {"account." + std::string(decision.step), "account", id, found.shown, show(decision.status, login, code)});
}

// Where a retry leads: a request whose outcome nobody knows is looked for before it is sent again.
std::optional<std::string_view> choose_retry(const Found& found) {
  const bool can_be_found = found.kind == "mt5" && found.has_opening;
  if (found.status == "failed") return can_be_found && found.is_unsettled ? "unclear" : "pending";
  if (found.status != "manual" || found.kind != "mt5") return std::nullopt;
  return can_be_found ? "unclear" : "pending";
}

}  // namespace

AccountDecision retry_account(db::Connection& db, const audit::Actor& actor, const Uuid& id) {
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto found = find(db, id);
    const auto status = found ? choose_retry(*found) : std::nullopt;
    if (!status) {
      transaction.roll_back();
      return AccountDecision::wrong_state;
    }
    store(db, actor, id, *found, {"retry", *status, {}, {}, true});
    db.execute(
        R"sql(
        UPDATE account_openings
        SET unclear_since = IF(?, UTC_TIMESTAMP(6), NULL), clean_looks = 0, looks = 0, clean_looks_wanted = 2,
            last_clean_look_at = NULL
        WHERE account_id = ?)sql",
        {*status == "unclear", id});
    return AccountDecision::done;
  });
}

AccountDecision resolve_as_created(db::Connection& db, const audit::Actor& actor, const Uuid& id, std::uint64_t login) {
  try {
    return db.in_transaction([&](db::Transaction& transaction) {
      const auto found = find(db, id);
      if (!found || (found->status != "manual" && found->status != "unclear" && found->status != "failed")) {
        transaction.roll_back();
        return AccountDecision::wrong_state;
      }
      store(db, actor, id, *found, {"resolved_created", "created", login, {}, false});
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
    const auto found = find(db, id);
    if (!found || (found->status != "manual" && found->status != "unclear")) {
      transaction.roll_back();
      return AccountDecision::wrong_state;
    }
    store(db, actor, id, *found, {"resolved_failed", "failed", {}, std::string(code), false});
    // Should it be tried again after all: a person may be wrong, so MT5 is searched first.
    db.execute(
        "UPDATE account_openings SET unclear_since = COALESCE(unclear_since, UTC_TIMESTAMP(6)) WHERE account_id = ?",
        {id});
    return AccountDecision::done;
  });
}

}  // namespace latchkey::trading
