// Lines of comma-separated values (RFC 4180).
#pragma once
#include <string>
#include <vector>

namespace latchkey::admin {

// The values quoted where they must be. One that a spreadsheet would take for a formula gets a `'` before it; a phone
// number (`+` and digits) stays as it is.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& values);

}  // namespace latchkey::admin
