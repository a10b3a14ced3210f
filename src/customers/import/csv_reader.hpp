// Reads comma-separated values (RFC 4180) as spreadsheets write them. A parser of our own, for libcsv, which Debian
// has, tells neither the line of a cell nor of a fault, and goes on behind a quote that is never closed.
//
// UTF-8 alone, with or without a byte order mark. Lines end in CRLF, LF or CR; empty ones count, but are no records.
// The separator is `,`, `;` or a tab, whichever stands most often in the first line. A cell in quotes may hold
// separators and line ends, and quotes that are doubled; a quote within a cell that does not begin with one stands for
// itself.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::customers {

// What is wrong with the text as a whole, so that nothing behind it can be read.
struct CsvProblem {
  std::size_t line = 1;    // of the text, from 1
  std::size_t column = 1;  // in characters, from 1; 0: the line as a whole
  std::string message;     // what is wrong, and what to do
  std::string wish = {};   // about a column, TITLE=FIELD (column_map.hpp), that would mend it; empty: there is none
};

struct CsvRecord {
  std::size_t line = 1;  // where it begins
  std::vector<std::string> cells;
};

class CsvReader {
 public:
  // The text must outlive the reader.
  explicit CsvReader(std::string_view text);

  // The whole text is looked at: bytes that are not UTF-8, and NUL.
  [[nodiscard]] std::optional<CsvProblem> find_wrong_bytes() const;

  // The next record; nothing at the end, and at a quote that is not closed or is followed by something else than a
  // separator, and at a record of more than 1,000 cells: then problem() tells, and there is nothing more to read.
  [[nodiscard]] std::optional<CsvRecord> read();
  [[nodiscard]] const std::optional<CsvProblem>& problem() const { return problem_; }
  [[nodiscard]] char separator() const { return separator_; }

 private:
  [[nodiscard]] bool is_at_line_end() const;
  void skip_line_end();
  [[nodiscard]] std::string read_plain_cell();
  [[nodiscard]] std::string read_quoted_cell();
  void set_problem(std::size_t place, std::string message);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  char separator_ = ',';
  std::optional<CsvProblem> problem_;
};

}  // namespace latchkey::customers
