// One statement of a migration, carried out so that it may be cut off and repeated.
#pragma once
#include <functional>
#include <string>

#include "cli/schema/migrations.hpp"

namespace latchkey::cli {

// Where the step stands: which migration, and which of its statements, from 0.
struct StepPlace {
  int version = 0;
  std::size_t number = 0;
};

struct StepHooks {
  // Hears now and then of how far a batch has come, and of every statement that took a second or more.
  std::function<void(const std::string&)> tell;
  // Called before each statement, and within each transaction of a batch; ends the work by throwing.
  std::function<void()> confirm = [] {};
};

// Carries the statement out as it is, for one that meets the writes of other nodes on a cluster more than once. One
// that an earlier run has carried out counts as done.
void apply_statement(db::Connection& db, const std::string& statement);

// A step with a batch is carried out in ranges of rows, each in a transaction of its own that also stores how far it
// has come: a run that was cut off is continued there. Every other is one apply_statement().
void apply_step(db::Connection& db, const StepPlace& place, const MigrationStep& step, const StepHooks& hooks);

}  // namespace latchkey::cli
