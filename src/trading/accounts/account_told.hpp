// What endpoints are told of a trading account.
#pragma once
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::trading {

// Whether the customer gets a mail about an account that is open now.
enum class AccountMail { none, to_customer };

// To the customer where mails are sent at all.
[[nodiscard]] constexpr AccountMail account_mail(bool is_mail_configured) {
  return is_mail_configured ? AccountMail::to_customer : AccountMail::none;
}

// Tells that the account is created, or has failed, as its row says; any other state tells nobody. Call it in the
// transaction that brings it there; `step_id` is the event of its history.
void tell_account(db::Connection& db, const Uuid& account_id, const Uuid& step_id,
                  AccountMail mail = AccountMail::none);

}  // namespace latchkey::trading
