// What the command and the page of the admin area both say about an import.
#pragma once
#include <string>

#include "customers/import/lead_import.hpp"

namespace latchkey::customers {

// `line 3`, `line 3, character 7`.
[[nodiscard]] std::string place_of(const CsvProblem& problem);

// `12 rows: 3 new leads, 1 added to leads, 7 unchanged, 1 wrong`.
[[nodiscard]] std::string counts_text(const ImportCounts& counts);

}  // namespace latchkey::customers
