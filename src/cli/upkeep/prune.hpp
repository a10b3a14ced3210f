// What has expired is taken out of the database.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

#include "db/connection.hpp"

namespace latchkey::cli {

// Removes what expired so long ago, in transactions of a thousand rows, while others write. `tell` hears of each kind
// of rows and of how many were removed.
void prune(db::Connection& db, std::chrono::seconds kept,
           const std::function<void(std::string_view what, std::uint64_t removed)>& tell);

}  // namespace latchkey::cli
