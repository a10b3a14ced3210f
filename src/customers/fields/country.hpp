// Countries by ISO 3166-1 alpha-2, from Debian's iso-codes at build time, and Kosovo (XK).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::customers {

// The code in upper case, or nothing when no country has it. Any case and white space around it are taken.
[[nodiscard]] std::optional<std::string> parse_country_code(std::string_view text);

}  // namespace latchkey::customers
