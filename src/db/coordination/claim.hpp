// Work of which one piece may be under way at a time, on all machines that use the database.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "db/coordination/lease.hpp"

namespace latchkey::db {

// Null when another process is at it, see tell_claimant(). `who` is told to others, with this machine and process. The
// connection must outlive the lease.
[[nodiscard]] std::unique_ptr<Lease> claim(Connection& db, std::string_view name, std::string_view who);

// Who is at it, for a message: `cli:root on web1, process 4711`, or `somebody` when it has ended since.
[[nodiscard]] std::string tell_claimant(Connection& db, std::string_view name);

}  // namespace latchkey::db
