#include "trading/accounts/lead_change.hpp"

namespace latchkey::trading {

void mark_lead_changed(db::Connection& db, const Uuid& account_id) {
  db.execute(
      R"sql(
      UPDATE leads
      SET updated_at = UTC_TIMESTAMP(6)
      WHERE id = (SELECT c.lead_id
                  FROM trading_accounts a
                  JOIN customers c ON c.id = a.customer_id
                  WHERE a.id = ?))sql",
      {account_id});
}

}  // namespace latchkey::trading
