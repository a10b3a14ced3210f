#include "customers/fields/country.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "country_codes.hpp"

namespace latchkey::customers {
namespace {

const NamedCountry* find_country(std::string_view code) {
  const auto* const found = std::ranges::lower_bound(named_countries, code, {}, &NamedCountry::code);
  return found != named_countries.end() && found->code == code ? found : nullptr;
}

}  // namespace

std::optional<std::string> parse_country_code(std::string_view text) {
  std::string code = upper_ascii(trim(text));
  if (find_country(code) == nullptr) return std::nullopt;
  return code;
}

std::string_view country_name(std::string_view code) {
  const auto* const country = find_country(code);
  return country == nullptr ? code : country->name;
}

const std::vector<std::string_view>& country_codes_by_name() {
  static const std::vector<std::string_view> codes = [] {
    std::vector<NamedCountry> countries(named_countries.begin(), named_countries.end());
    // "Åland Islands" stands with A.
    const auto key = [](const NamedCountry& country) {
      return country.name.starts_with("\u00C5") ? std::string_view("Aland") : country.name;
    };
    std::ranges::sort(countries, {}, key);
    std::vector<std::string_view> sorted;
    std::ranges::transform(countries, std::back_inserter(sorted), &NamedCountry::code);
    return sorted;
  }();
  return codes;
}

}  // namespace latchkey::customers
