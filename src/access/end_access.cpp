#include "access/end_access.hpp"

#include "db/coordination/server_clock.hpp"
#include "mails/mail_token.hpp"

namespace latchkey::access {

void end_access(db::Connection& db, const Uuid& customer_id) {
  db::tell_server_clock(db);
  db.execute("UPDATE sessions SET ended_at = UTC_TIMESTAMP(6) WHERE customer_id = ? AND ended_at IS NULL",
             {customer_id});
  db.execute(
      R"sql(
      UPDATE login_tokens
      SET revoked_at = UTC_TIMESTAMP(6)
      WHERE customer_id = ? AND used_at IS NULL AND revoked_at IS NULL)sql",
      {customer_id});
  mails::revoke_tokens(db, mails::TokenKind::password, customer_id);
}

}  // namespace latchkey::access
