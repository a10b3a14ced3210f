#include "trading/accounts/account_told.hpp"

#include "outbox/outbox.hpp"
#include "trading/accounts/account_status.hpp"

namespace latchkey::trading {

void tell_account(db::Connection& db, const Uuid& account_id, const Uuid& step_id) {
  using endpoints::Event;
  const auto rows = db.query(
      R"sql(
      SELECT a.status, a.login, a.outcome_code, p.name AS platform, c.lead_id
      FROM trading_accounts a
      JOIN trading_platforms p ON p.id = a.platform_id
      JOIN customers c ON c.id = a.customer_id
      WHERE a.id = ? AND a.status IN ('created', 'failed'))sql",
      {account_id});
  if (rows.empty()) return;
  const auto& row = rows.front();
  const bool is_created = row.text("status") == name_of(AccountStatus::created);
  const outbox::AccountFacts facts{.id = account_id,
                                   .platform = row.text("platform"),
                                   .status = row.text("status"),
                                   .login = row.is_null("login") ? std::nullopt : std::optional(row.integer("login")),
                                   .code = is_created ? std::nullopt : row.optional_text("outcome_code")};
  outbox::tell(db, row.uuid("lead_id"),
               {{is_created ? Event::trading_account_created : Event::trading_account_failed, step_id,
                 outbox::account_change(facts)}});
}

}  // namespace latchkey::trading
