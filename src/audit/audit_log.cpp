#include "audit/audit_log.hpp"

namespace latchkey::audit {
namespace {

std::optional<std::string> stored(const nlohmann::json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.dump());
}

}  // namespace

void record_change(db::Connection& db, const Actor& actor, const Change& change) {
  db.execute(
      R"sql(
      INSERT INTO audit_log (id, happened_at, actor, address, action, subject_kind, subject_id, before_change,
          after_change)
      VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?))sql",
      {Uuid::make(), actor.name, actor.address, change.action, change.subject_kind, change.subject_id,
       stored(change.before), stored(change.after)});
}

}  // namespace latchkey::audit
