#include "customers/import/import_text.hpp"

namespace latchkey::customers {

std::string place_of(const CsvProblem& problem) {
  return "line " + std::to_string(problem.line) +
         (problem.column == 0 ? "" : ", character " + std::to_string(problem.column));
}

std::string counts_text(const ImportCounts& counts) {
  return std::to_string(counts.rows) + " rows: " + std::to_string(counts.created) + " new leads, " +
         std::to_string(counts.matched) + " added to leads, " + std::to_string(counts.unchanged) + " unchanged, " +
         std::to_string(counts.wrong) + " wrong";
}

}  // namespace latchkey::customers
