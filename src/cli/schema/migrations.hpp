// The numbered migrations (sql/NNNN_name.sql), built into the program. They only go forward.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/schema/migration_text.hpp"
#include "db/connection.hpp"

namespace latchkey::cli {

class Context;

struct Migration {
  int version;
  std::string name;
  std::string_view text;
};

// All that are built in, by version.
[[nodiscard]] std::vector<Migration> list_migrations();

// The version that the database is at; 0 for an empty one.
[[nodiscard]] int find_schema_version(db::Connection& db);

// Applies the migrations that are missing, and tells each step. All statements of a migration can be repeated, so one
// that was cut off is finished by the next run. Throws Refusal while another run is under way, on whichever machine and
// node of a cluster (a lease tells, which a run that was killed leaves for a quarter of a minute), when the database is
// newer than this program, and when the text of an applied migration has changed since.
void migrate(db::Connection& db, const std::function<void(const std::string&)>& tell);

// What `latchkey migrate` does: migrate() on the configured database, then the search's table where it is not filled.
void bring_up_to_date(Context& context);

}  // namespace latchkey::cli
