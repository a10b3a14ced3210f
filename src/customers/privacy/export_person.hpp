// Everything that is stored about a person, to be handed over to them.
#pragma once
#include <nlohmann/json.hpp>

#include "audit/audit_log.hpp"
#include "customers/privacy/data_subject.hpp"

namespace latchkey::customers {

// {"person": {"leadId", "customerId"}, "exportedAt", "data": {TABLE: [ROW, ...]}}: tables and columns as the map has
// them, names in camel case; tables without a row are left out, and no secret and no hash is in it. Times are ISO 8601
// in UTC. The activity log notes the export without the person's data.
[[nodiscard]] nlohmann::json export_person(db::Connection& db, const audit::Actor& actor, const DataSubject& subject);

}  // namespace latchkey::customers
