// Where the columns of a file go: members of the body of POST /api/v1/leads.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "customers/import/csv_reader.hpp"

namespace latchkey::customers {

// `firstName`, `email` and so on, `utmDetails.KEY`, `metadata.KEY`.
struct FileColumn {
  std::string title;   // as the file has it, trimmed; `column 3` when it has none
  std::string target;  // empty: the column is left out
};

// Of a wish that leaves the column out.
inline constexpr std::string_view left_out = "-";

// What somebody says about a column. The target may be left_out.
struct ColumnWish {
  std::string title;
  std::string target;
};

// Whether a wish may have the target.
[[nodiscard]] bool is_column_target(std::string_view target);

// The targets that have a name of their own, in the order in which they are offered.
[[nodiscard]] const std::vector<std::string_view>& column_targets();

// The target of a column by its title alone: a member's name, a usual key of utmDetails, `utmDetails.KEY`,
// `metadata.KEY`, or what the export of the admin area calls the member, where the first touch gives the marketing
// parameters. Case, blanks, `-` and `_` do not count. Empty when there is none.
[[nodiscard]] std::string guess_target(std::string_view title);

// The columns by the file's first line. A wish beats what a title says, also of another column. A problem when two
// columns have one title, and when a wish is about no column.
[[nodiscard]] std::variant<std::vector<FileColumn>, CsvProblem> propose_columns(const CsvRecord& header,
                                                                                const std::vector<ColumnWish>& wishes);

// propose_columns(), and a problem also when two columns have one target, and when no column is the e-mail.
[[nodiscard]] std::variant<std::vector<FileColumn>, CsvProblem> map_columns(const CsvRecord& header,
                                                                            const std::vector<ColumnWish>& wishes);

// The row as such a body. Empty cells count as absent; a `'` before a sign that begins a formula, by which spreadsheets
// mark a text, is taken away. All values are text. There is a cell for each column.
[[nodiscard]] nlohmann::json make_body(const std::vector<FileColumn>& columns, const std::vector<std::string>& cells);

// The title of the column by which a member of the body was given; the member's own name when there was none.
[[nodiscard]] std::string title_of(const std::vector<FileColumn>& columns, std::string_view pointer);

}  // namespace latchkey::customers
