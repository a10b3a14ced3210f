// The filter above a list of customers or leads: it lives in the address, and the export takes it along.
#pragma once
#include <string>
#include <vector>

#include "admin/parts/day_filter.hpp"
#include "admin/people/directory_page.hpp"

namespace latchkey::admin {

// The names of its fields, without those of the columns.
[[nodiscard]] const std::vector<std::string>& filter_field_names();

// What the fields ask for; what is wrong with them goes into `errors`.
[[nodiscard]] customers::Search read_search(const Visit& visit, ReadField read, const DirectoryText& text,
                                            Errors& errors);

// The fields as they were asked for, behind that of the search.
[[nodiscard]] std::vector<Field> filter_fields(const Visit& visit, const DirectoryText& text);

// A column that may be shown or left out.
struct ShownColumn {
  std::string name;
  std::string label;
  bool is_usual = false;
};
[[nodiscard]] std::vector<ShownColumn> all_columns(const DirectoryText& text);
// Those that are ticked; the usual ones when none is.
[[nodiscard]] std::vector<ShownColumn> chosen_columns(const Visit& visit, const DirectoryText& text);

// `q=…&status=…` with all that was asked for, columns and order included, for the address of another page.
[[nodiscard]] std::string address_of_search(const Visit& visit, const DirectoryText& text);

}  // namespace latchkey::admin
