// Staff set the status of a lead; the activity log tells it too.
#pragma once
#include "audit/audit_log.hpp"
#include "customers/statuses/status_history.hpp"

namespace latchkey::customers {

// False when there is no such lead.
bool set_status_by_staff(db::Connection& db, const audit::Actor& actor, const Uuid& lead_id, const LeadStatus& status);

}  // namespace latchkey::customers
