// Login links that let nobody in.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "db/connection.hpp"

namespace latchkey::attempts {

// What is stored of them as an outcome, also by programs of before this one; no other attempt has these.
inline constexpr std::array<std::string_view, 6> refused_link_outcomes{"expired", "used",    "spent",
                                                                       "revoked", "unknown", "malformed"};

// Counting ends here.
inline constexpr std::int64_t most_refused_links = 1000;

// How many there were today (UTC). One range of an index for each outcome.
[[nodiscard]] std::int64_t count_refused_links_of_today(db::Connection& db);

}  // namespace latchkey::attempts
