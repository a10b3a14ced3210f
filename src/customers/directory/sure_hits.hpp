// Persons whom a piece of the searched text names by an id or a trading login, which are no words of the search's
// table.
#pragma once
#include <vector>

#include "base/uuid.hpp"
#include "customers/search/words.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

struct SureHits {
  std::vector<Uuid> by_id;     // ids of leads, the newest first
  std::vector<Uuid> by_login;  // ids of leads; the very login first
  bool is_cut = false;         // there are more
};

// Of one term; at most 200 of each. An id is that of the lead or of the customer, at least its first 8 digits; a login
// at least 3 digits.
[[nodiscard]] SureHits find_sure_hits(db::Connection& db, const SearchTerm& term);

}  // namespace latchkey::customers
