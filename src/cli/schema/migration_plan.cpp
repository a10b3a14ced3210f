#include "cli/schema/migration_plan.hpp"

namespace latchkey::cli {
namespace {

bool is_carrier(const std::string& statement) {
  return statement.starts_with("PREPARE ") || statement.starts_with("EXECUTE ");
}

StepPlan guess(const MigrationStep& step) {
  const auto has = [&](const char* words) { return step.statement.find(words) != std::string::npos; };
  if (step.statement.starts_with("CREATE TABLE")) return {"nothing", "at once"};
  if (step.batch) return {"some thousand rows of " + step.batch->table + " at a time", "not measured"};
  if (has("ALGORITHM = INSTANT")) return {"nothing", "at once"};
  if (has("LOCK = NONE") || has("LOCK=NONE")) return {"nothing", "not measured"};
  if (has("LOCK = SHARED")) return {"writes to the table, on MySQL; nothing on MariaDB", "not measured"};
  if (step.statement.starts_with("CREATE INDEX")) return {"nothing", "not measured"};
  if (has("ALTER TABLE")) return {"perhaps writes to the table", "not measured"};
  return {"the rows that it changes", "not measured"};
}

}  // namespace

std::vector<PlannedStep> plan_migrations(db::Connection& db) {
  const int version = find_schema_version(db);
  std::vector<PlannedStep> planned;
  for (const auto& migration : list_migrations()) {
    if (migration.version <= version) continue;
    for (const auto& step : list_steps(migration.text)) {
      if (is_carrier(step.statement)) continue;
      const StepPlan plan = step.plan ? *step.plan : guess(step);
      planned.push_back({migration.name, summarise_statement(step.statement), plan.locks, plan.time});
    }
  }
  return planned;
}

}  // namespace latchkey::cli
