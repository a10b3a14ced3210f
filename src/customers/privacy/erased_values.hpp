// What erased columns become, as SQL.
#pragma once
#include <string_view>

namespace latchkey::customers::personal {

inline constexpr std::string_view null = "NULL";
inline constexpr std::string_view empty = "''";
inline constexpr std::string_view no_members = "'{}'";

}  // namespace latchkey::customers::personal
