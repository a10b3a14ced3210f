// What partners see of a trading account in the report of their leads.
#pragma once
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::trading {

// The lead of the account's customer has changed now. Call it in the transaction that changes what is shown of the
// account: its ShownStatus, or its login.
void mark_lead_changed(db::Connection& db, const Uuid& account_id);

}  // namespace latchkey::trading
