// Commands of which one may run at a time, on all machines that use the database.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "db/coordination/lease.hpp"

namespace latchkey::cli {

inline constexpr std::string_view migrate_claim = "migrate";
inline constexpr std::string_view secrets_claim = "secrets";
inline constexpr std::string_view prune_claim = "prune";
inline constexpr std::string_view search_claim = "search";
inline constexpr std::string_view lead_import_claim = "lead import";

// Null when another process is at it, see tell_claimant(). The connection must outlive the lease.
[[nodiscard]] std::unique_ptr<db::Lease> claim(db::Connection& db, std::string_view name);

// Who is at it, for a message: `cli:root on web1, process 4711`, or `somebody` when it has ended since.
[[nodiscard]] std::string tell_claimant(db::Connection& db, std::string_view name);

}  // namespace latchkey::cli
