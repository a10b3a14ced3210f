// Lines of comma-separated values (RFC 4180).
#pragma once
#include <string>
#include <vector>

namespace latchkey::admin {

// One line with its end. Values are quoted where they must be. A value that a spreadsheet would take for a formula gets
// a `'` before it; a phone number (`+` and digits) stays as it is.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& values);

}  // namespace latchkey::admin
