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

// A statement that an earlier run has carried out counts as done. One with a batch is carried out in ranges of rows,
// each in a transaction of its own that also stores how far it has come: a run that was cut off is continued there.
// `tell` hears of that now and then, and of every statement that took a second or more.
void apply_step(db::Connection& db, const StepPlace& place, const MigrationStep& step,
                const std::function<void(const std::string&)>& tell);

}  // namespace latchkey::cli
