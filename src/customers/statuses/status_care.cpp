#include "customers/statuses/status_care.hpp"

namespace latchkey::customers {

bool set_status_by_staff(db::Connection& db, const audit::Actor& actor, const Uuid& lead_id, const LeadStatus& status) {
  const auto log = [&](const StatusChange& change) {
    audit::record_change(
        db, actor, {"lead.status", "lead", lead_id, {{"status", change.before.name}}, {{"status", change.after.name}}});
  };
  return set_lead_status(db, {{actor.name, actor.address}, lead_id, status}, log).has_value();
}

}  // namespace latchkey::customers
