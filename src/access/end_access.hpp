// The end of what lets a customer in, whoever ends it: the customer, staff, or a command.
#pragma once
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::access {

// Ends all sessions of the customer and revokes all open login tokens and links for a new password, inside the caller's
// transaction. Throws Unavailable.
void end_access(db::Connection& db, const Uuid& customer_id);

}  // namespace latchkey::access
