#include "customers/privacy/erased_people.hpp"

namespace latchkey::customers {

std::set<Uuid> list_erased_people(db::Connection& db) {
  std::set<Uuid> ids;
  for (const auto& row : db.query("SELECT lead_id FROM erased_people")) ids.insert(row.uuid("lead_id"));
  return ids;
}

void add_erased_person(db::Connection& db, const Uuid& lead_id) {
  db.execute("INSERT IGNORE INTO erased_people (lead_id, erased_at) VALUES (?, UTC_TIMESTAMP(6))", {lead_id});
}

}  // namespace latchkey::customers
