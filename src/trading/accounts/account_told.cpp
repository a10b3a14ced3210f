#include "trading/accounts/account_told.hpp"

#include "mails/mail_queue.hpp"
#include "outbox/outbox.hpp"
#include "trading/accounts/account_status.hpp"

namespace latchkey::trading {

void tell_account(db::Connection& db, const Uuid& account_id, const Uuid& step_id, AccountMail mail) {
  using endpoints::Event;
  const auto rows = db.query(
      R"sql(
      SELECT a.status, a.login, a.outcome_code, p.name AS platform, p.server_name, c.lead_id, c.id AS customer_id,
          c.email
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
  if (!is_created || mail == AccountMail::none) return;
  mails::queue_mail(db, {.kind = mails::Kind::trading_account,
                         .recipient = row.text("email"),
                         .customer_id = row.uuid("customer_id"),
                         .facts = {{"platform", facts.platform},
                                   {"server", row.text_or("server_name", facts.platform)},
                                   {"login", facts.login.value_or(0)}}});
}

}  // namespace latchkey::trading
