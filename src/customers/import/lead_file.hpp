// A file of leads, row by row, by the rules of POST /api/v1/leads.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "customers/import/column_map.hpp"
#include "customers/intake/lead_body.hpp"

namespace latchkey::customers {

inline constexpr std::size_t import_bytes_limit = std::size_t{64} * 1024 * 1024;
inline constexpr std::size_t import_rows_limit = 250'000;

// What is to be said about a cell.
struct CellFinding {
  std::size_t line;     // where the row begins, in the file
  std::string column;   // its title; empty: the row as a whole
  std::string code;     // the API's
  std::string message;  // what is wrong, and what to do; never the cell's text
};

struct FileRow {
  std::size_t line;
  std::size_t bytes;                     // of its cells
  LeadBody lead;                         // complete when there are no errors
  std::vector<CellFinding> errors = {};  // the row is wrong
  std::vector<CellFinding> warnings = {};
};

// The columns of the file, also where LeadFile::open() has a problem with what they stand for. A problem as
// propose_columns() has it, and for a file that cannot be read whatever the wishes are.
[[nodiscard]] std::variant<std::vector<FileColumn>, CsvProblem> read_columns(std::string_view text,
                                                                             const std::vector<ColumnWish>& wishes);

class LeadFile {
 public:
  // The text must outlive the file. A problem when the file cannot be read at all: too large, empty, no UTF-8, columns
  // that cannot be told.
  [[nodiscard]] static std::variant<LeadFile, CsvProblem> open(std::string_view text,
                                                               const std::vector<ColumnWish>& wishes);

  [[nodiscard]] const std::vector<FileColumn>& columns() const { return columns_; }

  // Calls `use` for each row, in the order of the file. Stops at what makes the rest unreadable (csv_reader.hpp), and
  // behind import_rows_limit rows.
  [[nodiscard]] std::optional<CsvProblem> for_each_row(const std::function<void(FileRow&&)>& use) const;

 private:
  LeadFile(std::string_view text, std::vector<FileColumn> columns) : text_(text), columns_(std::move(columns)) {}
  [[nodiscard]] FileRow read_row(const CsvRecord& record) const;

  std::string_view text_;
  std::vector<FileColumn> columns_;
};

}  // namespace latchkey::customers
