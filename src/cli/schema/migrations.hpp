// Numbered, forward-only migrations (sql/NNNN_name.sql), built into the program.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "db/connection.hpp"

namespace latchkey::cli {

struct Migration {
  int version;
  std::string name;
  std::string_view text;
};

// What is built in, by version.
[[nodiscard]] std::vector<Migration> list_migrations();

// The version the database is at: 0 for an empty one.
[[nodiscard]] int find_schema_version(db::Connection& db);

// Applies what is missing, telling each step. One run at a time: a named lock is held. Each migration is a list of
// statements that may be repeated, so one that was cut off is finished by the next run. Throws Refusal when another run
// holds the lock, when the database is newer than this program, and when an applied migration was changed since.
void migrate(db::Connection& db, const std::function<void(const std::string&)>& tell);

// The statements of a migration: separated by `;` at a line's end, comment lines left out.
[[nodiscard]] std::vector<std::string> split_statements(std::string_view text);

}  // namespace latchkey::cli
