#include "mails/staff_links.hpp"

#include "mails/mail_token.hpp"

namespace latchkey::mails {

// The mails come first: the courier holds a mail's row while it makes the link, so either the link is there when the
// links are revoked, or the mail was dropped before and gets none. Whoever has typed an address has queued a mail that
// knows no user until then.
void withdraw_staff_links(db::Connection& db, const StaffRecipient& recipient) {
  static constexpr std::string_view reason = "the address, the password or the state of the user has changed";
  db.execute(
      R"sql(
      UPDATE mails
      SET state = 'dropped', reason = ?, ended_at = UTC_TIMESTAMP(6), sealed_token = NULL, secret_key_id = NULL
      WHERE user_id = ? AND kind IN ('invitation', 'reset') AND state = 'waiting')sql",
      {reason, recipient.user_id});
  db.execute(
      R"sql(
      UPDATE mails
      SET state = 'dropped', reason = ?, ended_at = UTC_TIMESTAMP(6), sealed_token = NULL, secret_key_id = NULL
      WHERE recipient = ? AND user_id IS NULL AND kind = 'reset' AND state = 'waiting')sql",
      {reason, recipient.email});
  revoke_tokens(db, TokenKind::staff, recipient.user_id);
}

}  // namespace latchkey::mails
