// What sql/grants.sql gives to each program, for `doctor` to compare with what the database says.
#pragma once
#include <set>
#include <string>
#include <string_view>

#include "db/connection.hpp"

namespace latchkey::cli {

// Each is a privilege and a table, e.g. `SELECT api_keys`; columns are left out.
using Grants = std::set<std::string>;

// The grants of the account `latchkey_PROGRAM` in the built-in grants.sql.
[[nodiscard]] Grants expected_grants(std::string_view program);

// What the connection's own account may do with the tables of its schema. A privilege on the whole schema or server has
// `*` for the table.
[[nodiscard]] Grants find_actual_grants(db::Connection& db);

}  // namespace latchkey::cli
