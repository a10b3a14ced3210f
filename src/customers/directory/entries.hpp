// The rows that a directory shows.
#pragma once
#include <optional>
#include <string>

#include "customers/directory/directory.hpp"

namespace latchkey::customers {

// `SELECT columns FROM (…) d LEFT JOIN table e ON …` for the entry of each person of `d`, without the places of `…`.
struct DirectorySql {
  std::string columns;  // of `e`
  std::string table;
  std::string lead_id;  // the column of `e` that has the id of the lead
};

[[nodiscard]] const DirectorySql& directory_sql(Directory directory);

// From a row with these columns.
[[nodiscard]] Entry entry_of(const db::Row& row);

// Nothing when the lead is no customer, and when the entry does not pass the filter.
[[nodiscard]] std::optional<Entry> find_entry(db::Connection& db, Directory directory, const Uuid& lead_id,
                                              const DirectoryFilter& filter);

}  // namespace latchkey::customers
