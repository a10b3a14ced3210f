// Countries by ISO 3166-1 alpha-2, from Debian's iso-codes at build time, and Kosovo (XK).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::customers {

// The code in upper case, or nothing when no country has it. Any case and white space around it are taken.
[[nodiscard]] std::optional<std::string> parse_country_code(std::string_view text);

// As English-speaking people call it, `Italy`; the text itself when it is no country's code in upper case.
[[nodiscard]] std::string_view country_name(std::string_view code);

// All codes, in the order of the names.
[[nodiscard]] const std::vector<std::string_view>& country_codes_by_name();

}  // namespace latchkey::customers
