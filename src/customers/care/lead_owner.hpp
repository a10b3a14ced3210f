// The member of staff who looks after a lead.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "audit/audit_log.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

struct LeadOwner {
  Uuid user_id;
  std::string name;
  std::string email;
};

// Nothing when nobody looks after it.
[[nodiscard]] std::optional<LeadOwner> find_lead_owner(db::Connection& db, const Uuid& lead_id);

// Who can: enabled users who may see leads and whose permissions reach over everything, by name.
[[nodiscard]] std::vector<LeadOwner> list_possible_owners(db::Connection& db);

// False when there is no such lead. Whether the owner is a possible one is for the caller to check. The activity log
// tells it; the lead does not count as changed, since reports do not show it.
[[nodiscard]] bool set_lead_owner(db::Connection& db, const audit::Actor& actor, const Uuid& lead_id,
                                  const std::optional<LeadOwner>& owner);

}  // namespace latchkey::customers
