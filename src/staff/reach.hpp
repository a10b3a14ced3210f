// How far the permissions of a role reach: over everything, or over what belongs to the user himself. A partner's user
// has a role with a narrow reach, and sees his own leads, customers, keys and calls, and nothing of anybody else.
#pragma once
#include <array>
#include <string_view>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::staff {

// The narrowest first. `own_with_persons` shows names, e-mail addresses and phones too.
enum class Reach { own, own_with_persons, everything };

inline constexpr std::array<Reach, 3> all_reaches{Reach::everything, Reach::own, Reach::own_with_persons};

// As stored: `everything`, `own`, `own_with_persons`.
[[nodiscard]] std::string_view reach_name(Reach reach);
// A text that is no such name is the narrowest.
[[nodiscard]] Reach parse_reach(std::string_view name);

// The narrowest reach of the user's roles, which holds for all that any of them allows.
[[nodiscard]] Reach find_reach(db::Connection& db, const Uuid& user);

}  // namespace latchkey::staff
