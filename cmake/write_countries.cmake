# Writes OUTPUT, a header with the ISO 3166-1 alpha-2 codes, from INPUT, the JSON file of Debian's iso-codes package.
file(READ ${INPUT} json)
string(JSON count LENGTH "${json}" "3166-1")
math(EXPR last "${count} - 1")
set(codes)
foreach(i RANGE ${last})
  string(JSON code GET "${json}" "3166-1" ${i} "alpha_2")
  list(APPEND codes ${code})
endforeach()
list(APPEND codes XK)  # Kosovo: ISO 3166-1 leaves XK to its users, and everybody uses it
math(EXPR count "${count} + 1")
list(SORT codes)
list(TRANSFORM codes PREPEND "\"")
list(TRANSFORM codes APPEND "\"")
list(JOIN codes ", " joined)
file(WRITE ${OUTPUT} "// Made at build time from iso-codes (ISO 3166-1) and XK, sorted.
#pragma once
#include <array>
#include <string_view>

namespace latchkey::customers {
inline constexpr std::array<std::string_view, ${count}> country_codes{${joined}};
}
")
