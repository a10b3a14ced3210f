// Whom the database knows as erased.
#pragma once
#include <set>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

// The ids of their leads.
[[nodiscard]] std::set<Uuid> list_erased_people(db::Connection& db);

// erase_person() does it by itself. Alone it is for a person of whom this database has nothing else.
void add_erased_person(db::Connection& db, const Uuid& lead_id);

}  // namespace latchkey::customers
