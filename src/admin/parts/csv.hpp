// Lines of comma-separated values (RFC 4180) that a spreadsheet shows as text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::admin {

// Stands before the first line, and tells a spreadsheet that the file is UTF-8.
inline constexpr std::string_view csv_start = "\xEF\xBB\xBF";

// One line with its end. Every value is in quotes. A value in which a spreadsheet could find a formula gets a `'`
// before it and one before each place where the formula would begin: at its start, and behind whatever a spreadsheet
// may split a line at (`;`, tab, line ends, blanks, quotes, `,`, `|`). A phone number (`+` and digits) stays as it is.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& values);

}  // namespace latchkey::admin
