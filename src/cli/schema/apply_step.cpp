#include "cli/schema/apply_step.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "db/coordination/id_ranges.hpp"

namespace latchkey::cli {
namespace {

constexpr std::size_t rows_at_once = 5000;  // a write set of Galera's holds some hundred thousand
constexpr std::size_t ranges_between_reports = 100;

constexpr std::string_view create_progress =
    R"sql(
    CREATE TABLE IF NOT EXISTS migration_progress (
        version INT UNSIGNED NOT NULL,
        step INT UNSIGNED NOT NULL,
        last_id BINARY(16) NOT NULL,
        CONSTRAINT migration_progress_primary PRIMARY KEY (version, step)
    ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)sql";

// MySQL knows no IF [NOT] EXISTS for columns and indexes.
void apply_once(db::Connection& db, const std::string& statement) {
  static constexpr std::array<int, 3> is_done{1060, 1061, 1091};  // column exists, index exists, nothing to drop
  try {
    db.execute_text(statement);
  } catch (const db::StatementError& error) {
    if (std::ranges::find(is_done, error.number()) == is_done.end()) throw;
  }
}

std::string find_progress(db::Connection& db, const StepPlace& place) {
  const auto rows =
      db.query("SELECT last_id FROM migration_progress WHERE version = ? AND step = ?", {place.version, place.number});
  return rows.empty() ? std::string(Uuid::size, '\0') : rows.front().text("last_id");
}

void apply_in_ranges(db::Connection& db, const StepPlace& place, const MigrationStep& step, const StepHooks& hooks) {
  const std::string& table = step.batch->table;
  const std::string& alias = step.batch->alias;
  const std::string statement = step.statement + " AND " + alias + ".id > ? AND " + alias + ".id <= ?";
  apply_statement(db, std::string(create_progress));
  const db::IdWalk walk{.table = table, .after = find_progress(db, place), .rows = rows_at_once};
  std::size_t ranges = 0;
  db::for_each_id_range(db, walk, [&](const db::IdRange& range) {
    db.in_transaction([&](db::Transaction&) {
      hooks.confirm();
      db.execute(statement, {range.after, range.last});
      db.execute("REPLACE INTO migration_progress (version, step, last_id) VALUES (?, ?, ?)",
                 {place.version, place.number, range.last});
    });
    if (++ranges % ranges_between_reports == 0)
      hooks.tell("  " + table + ": " + std::to_string(ranges * rows_at_once) + " rows so far");
  });
}

}  // namespace

void apply_statement(db::Connection& db, const std::string& statement) {
  static constexpr int tries = 20;
  for (int left = tries - 1;; --left) {
    try {
      return apply_once(db, statement);
    } catch (const db::Conflict&) {
      if (left == 0) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
  }
}

void apply_step(db::Connection& db, const StepPlace& place, const MigrationStep& step, const StepHooks& hooks) {
  static constexpr std::chrono::milliseconds worth_telling{1000};
  const auto begin = std::chrono::steady_clock::now();
  if (step.batch) {
    apply_in_ranges(db, place, step, hooks);
  } else {
    hooks.confirm();
    apply_statement(db, step.statement);
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  if (took >= worth_telling)
    hooks.tell("  " + summarise_statement(step.statement) + ": " + std::to_string(took.count() / 1000) + " s");
}

}  // namespace latchkey::cli
