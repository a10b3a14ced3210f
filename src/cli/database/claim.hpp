// Commands of which one may run at a time, on all machines that use the database.
#pragma once
#include <memory>
#include <string_view>

#include "db/coordination/claim.hpp"

namespace latchkey::cli {

inline constexpr std::string_view migrate_claim = "migrate";
inline constexpr std::string_view secrets_claim = "secrets";
inline constexpr std::string_view prune_claim = "prune";
inline constexpr std::string_view search_claim = "search";

// db::claim() for whoever runs the command.
[[nodiscard]] std::unique_ptr<db::Lease> claim(db::Connection& db, std::string_view name);

using db::tell_claimant;

}  // namespace latchkey::cli
