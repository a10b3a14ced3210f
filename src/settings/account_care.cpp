#include "settings/account_care.hpp"

#include "platforms/account_history.hpp"

namespace latchkey::settings {
namespace {

// In the transaction of the decision.
void tell(db::Connection& db, const auth::Actor& actor, const Uuid& id, std::string_view step, std::string_view code) {
  platforms::record_event(db, id, actor.name, step, code);
  auth::record_change(db, actor,
                      {"account." + std::string(step), "account", id, nullptr,
                       code.empty() ? nlohmann::json() : nlohmann::json{{"code", code}}});
}

}  // namespace

AccountDecision retry_account(db::Connection& db, const auth::Actor& actor, const Uuid& id) {
  return db.in_transaction([&](db::Transaction& transaction) {
    const bool is_queued = db.execute(
                               "UPDATE trading_accounts SET status = 'pending', next_attempt_at = UTC_TIMESTAMP(6), "
                               "updated_at = UTC_TIMESTAMP(6) WHERE id = ? AND status = 'failed'",
                               {id}) > 0;
    const bool is_looked_for =
        !is_queued && db.execute(
                          "UPDATE trading_accounts a JOIN trading_platforms p ON p.id = a.platform_id "
                          "SET a.status = 'unclear', a.next_attempt_at = UTC_TIMESTAMP(6), "
                          "a.updated_at = UTC_TIMESTAMP(6) WHERE a.id = ? AND a.status = 'manual' AND p.kind = 'mt5'",
                          {id}) > 0;
    if (!is_queued && !is_looked_for) {
      transaction.roll_back();
      return AccountDecision::wrong_state;
    }
    db.execute(
        "UPDATE account_openings SET unclear_since = NULL, clean_looks = 0, looks = 0, last_clean_look_at = NULL "
        "WHERE account_id = ?",
        {id});
    tell(db, actor, id, "retry", "");
    return AccountDecision::done;
  });
}

AccountDecision resolve_as_created(db::Connection& db, const auth::Actor& actor, const Uuid& id, std::uint64_t login) {
  try {
    return db.in_transaction([&](db::Transaction& transaction) {
      if (db.execute("UPDATE trading_accounts SET status = 'created', login = ?, outcome_code = NULL, "
                     "next_attempt_at = NULL, updated_at = UTC_TIMESTAMP(6) "
                     "WHERE id = ? AND status IN ('manual', 'unclear', 'failed')",
                     {login, id}) == 0) {
        transaction.roll_back();
        return AccountDecision::wrong_state;
      }
      tell(db, actor, id, "resolved_created", "");
      return AccountDecision::done;
    });
  } catch (const db::DuplicateKey&) {
    return AccountDecision::login_known;
  }
}

AccountDecision resolve_as_failed(db::Connection& db, const auth::Actor& actor, const Uuid& id, std::string_view code) {
  return db.in_transaction([&](db::Transaction& transaction) {
    if (db.execute("UPDATE trading_accounts SET status = 'failed', outcome_code = ?, next_attempt_at = NULL, "
                   "updated_at = UTC_TIMESTAMP(6) WHERE id = ? AND status IN ('manual', 'unclear')",
                   {code, id}) == 0) {
      transaction.roll_back();
      return AccountDecision::wrong_state;
    }
    tell(db, actor, id, "resolved_failed", code);
    return AccountDecision::done;
  });
}

}  // namespace latchkey::settings
