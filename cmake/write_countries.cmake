# Writes OUTPUT, a header with the ISO 3166-1 alpha-2 codes and the names that people use, from INPUT, the JSON file of
# Debian's iso-codes package.
file(READ ${INPUT} json)
string(JSON count LENGTH "${json}" "3166-1")
math(EXPR last "${count} - 1")
set(entries)
foreach(i RANGE ${last})
  string(JSON country GET "${json}" "3166-1" ${i})
  string(JSON code GET "${country}" "alpha_2")
  string(JSON name GET "${country}" "name")
  string(JSON common ERROR_VARIABLE missing GET "${country}" "common_name")
  if(missing STREQUAL "NOTFOUND")
    set(name "${common}")
  endif()
  list(APPEND entries "{\"${code}\", \"${name}\"}")
endforeach()
list(APPEND entries "{\"XK\", \"Kosovo\"}")  # ISO 3166-1 leaves XK to its users, and everybody uses it
math(EXPR count "${count} + 1")
list(SORT entries)
list(JOIN entries ",\n    " joined)
file(WRITE ${OUTPUT} "// Made at build time from iso-codes (ISO 3166-1) and XK, sorted by code.
#pragma once
#include <array>
#include <string_view>

namespace latchkey::customers {
struct NamedCountry {
  std::string_view code;
  std::string_view name;
};
inline constexpr std::array<NamedCountry, ${count}> named_countries{{
    ${joined}}};
}
")
