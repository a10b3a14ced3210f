#include "customers/fields/country.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "country_codes.hpp"

namespace latchkey::customers {

std::optional<std::string> parse_country_code(std::string_view text) {
  std::string code = upper_ascii(trim(text));
  if (!std::ranges::binary_search(country_codes, std::string_view(code))) return std::nullopt;
  return code;
}

}  // namespace latchkey::customers
