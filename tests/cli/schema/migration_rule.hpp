// The rule of migrations without downtime: while a migration runs and after it, the programs of the version before go
// on working, and no table of 5 million rows is closed to writers for longer than a second.
//
// So a migration only adds: tables, columns that may be left out, indexes that forbid nothing. What takes something
// away belongs to a later release, when no program asks for it any more, and says so: `-- exempt: REASON`.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "cli/schema/migration_text.hpp"

namespace latchkey::test {

// What is wrong with the migration of these steps, one line for each fault. The forms of statements are a closed list:
// a new one has to be thought about and added.
[[nodiscard]] std::vector<std::string> find_faults(const std::vector<cli::MigrationStep>& steps);

}  // namespace latchkey::test
