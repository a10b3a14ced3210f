// What has expired is taken out of the database.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

#include "db/connection.hpp"

namespace latchkey::cli {

// How old what is removed has to be.
struct PruneAges {
  std::chrono::seconds general;
  std::chrono::seconds calls;  // of the API
  std::chrono::seconds sign_in_attempts;
  std::chrono::seconds deliveries;                     // that have arrived or were given up
  std::chrono::seconds tries = std::chrono::days{30};  // of deliveries
};

using TellPruned = std::function<void(std::string_view what, std::uint64_t rows)>;

// Removes what is older, in transactions of a thousand rows, while others write. `tell` hears of each kind of rows and
// of how many were removed. What waits for endpoints that are told nothing any more is given up first.
// The days of partners are counted on (customers/tally).
void prune(db::Connection& db, const PruneAges& ages, const TellPruned& tell);

// Tells how many rows prune() would remove now, but for the deliveries of removed endpoints, and removes none.
void count_prunable(db::Connection& db, const PruneAges& ages, const TellPruned& tell);

}  // namespace latchkey::cli
