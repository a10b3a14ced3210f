// Many leads at once, for imports; lead_store.cpp has the code.
#pragma once
#include <vector>

#include "customers/fields/person.hpp"
#include "customers/leads/lead_store.hpp"
#include "customers/leads/marketing.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

struct Arrival {
  const Person& person;
  const Marketing& marketing;
};

// As touch_lead() does for each of them in this order, with one statement for each lead and two for all words and
// touches. No two may have one e-mail. Keep them few: all stay locked until the end of the caller's transaction, and
// their parameters go in one statement.
[[nodiscard]] std::vector<TouchedLead> touch_leads(db::Connection& db, const std::vector<Arrival>& arrivals,
                                                   const TouchOrigin& origin);

}  // namespace latchkey::customers
