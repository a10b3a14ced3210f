#include "admin/people/country_cell.hpp"

#include "customers/fields/country.hpp"
#include "customers/fields/language.hpp"

namespace latchkey::admin {

Cell country_cell(std::string_view code) {
  Cell cell = plain(customers::country_name(code));
  if (customers::country_name(code) != code) cell.note = code;
  return cell;
}

Cell language_cell(std::string_view tag) {
  if (tag.empty()) return plain("");
  const std::string name = customers::language_name(std::string(tag));
  Cell cell = plain(name);
  if (name != tag) cell.note = tag;
  return cell;
}

std::vector<Choice> country_choices(std::string_view chosen) {
  std::vector<Choice> choices;
  for (const auto code : customers::country_codes_by_name()) {
    choices.push_back({std::string(code), std::string(customers::country_name(code)), code == chosen});
  }
  return choices;
}

}  // namespace latchkey::admin
