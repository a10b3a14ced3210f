// Keeps the search's words true for people who are stored already. touch_lead() and insert_customer() do it by
// themselves for what they write.
#pragma once
#include <cstdint>
#include <functional>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

// Makes the words of this lead, and of the customer that it has become, those of the two rows as they are now; of a
// lead that is gone none. Inside the caller's transaction, behind the change of the rows.
void index_person(db::Connection& db, const Uuid& lead_id);

enum class FillFrom {
  last_position,  // where the last run ended, so that people who have come since are looked at too
  beginning,
};

// Indexes all leads from there on, the oldest first, in transactions of a few hundred each, and notes how far it has
// come: a run that is cut off is continued by the next. Others may write meanwhile. `tell` hears of the number of leads
// done so far, now and then. Returns that number.
std::uint64_t fill_search(db::Connection& db, FillFrom from, const std::function<void(std::uint64_t)>& tell);

// False while people who were stored before the search had its table may still be missing in it.
[[nodiscard]] bool is_search_filled(db::Connection& db);

}  // namespace latchkey::customers
