// What the office changes under Settings > Lead statuses. None is ever removed, since leads and their history have it;
// one that is no longer wanted is disabled.
#pragma once
#include "audit/audit_log.hpp"
#include "customers/statuses/lead_status.hpp"

namespace latchkey::customers {

enum class StatusSetting {
  done,
  name_taken,         // by another status
  last_of_group,      // the group would have no enabled status left
  changed_meanwhile,  // the status is gone or no longer as `before` says; nothing was done
};

// The id is made here; a position of 0 means the place after the last one. `done` or `name_taken`.
[[nodiscard]] StatusSetting add_lead_status(db::Connection& db, const audit::Actor& actor, LeadStatus status);

// `before` is what the caller has seen, compared under the lock of all statuses.
[[nodiscard]] StatusSetting change_lead_status(db::Connection& db, const audit::Actor& actor, const LeadStatus& before,
                                               const LeadStatus& after);

}  // namespace latchkey::customers
