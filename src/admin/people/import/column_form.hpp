// What the columns of a file stand for, as a form.
#pragma once
#include <vector>

#include "admin/frame/page.hpp"
#include "admin/people/import/found_file.hpp"

namespace latchkey::admin {

// A select for each column: the fields of a lead, a parameter of the column's own title, or left out. A page has
// less than 60 kB, so behind the first 44 columns or so, and for titles of over 250 bytes, the title alone decides.
[[nodiscard]] Form column_form(const FoundFile& file, const std::vector<customers::FileColumn>& columns);

// What was chosen; what is no target of a column stays as it is.
[[nodiscard]] std::vector<customers::ColumnWish> read_columns_chosen(const Visit& visit,
                                                                     const std::vector<customers::FileColumn>& columns);

// The title as a page shows it: 60 characters at most.
[[nodiscard]] std::string shown_title(const std::string& title);

}  // namespace latchkey::admin
