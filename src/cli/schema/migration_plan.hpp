// What `latchkey migrate` would do, told before it is done.
#pragma once
#include "cli/schema/migrations.hpp"

namespace latchkey::cli {

struct PlannedStep {
  std::string migration;
  std::string statement;  // its first words
  std::string locks;      // what others wait for meanwhile
  std::string time;       // on 5 million rows; `not measured` for migrations from before this was asked of them
};

// The steps of the migrations that the database does not have yet; nothing is changed.
[[nodiscard]] std::vector<PlannedStep> plan_migrations(db::Connection& db);

}  // namespace latchkey::cli
