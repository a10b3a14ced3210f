// What sql/grants.sql gives to each program, for `doctor` to hold against what the database says.
#pragma once
#include <set>
#include <string>
#include <string_view>

#include "db/connection.hpp"

namespace latchkey::cli {

// `SELECT api_keys`, `UPDATE sessions`, …; columns are left out.
using Grants = std::set<std::string>;

// The grants of the account `latchkey_PROGRAM` in the built-in grants.sql.
[[nodiscard]] Grants expected_grants(std::string_view program);

// What the connection's own account has on the tables of its schema. A right on the whole schema or server stands as
// `SELECT *`.
[[nodiscard]] Grants find_actual_grants(db::Connection& db);

}  // namespace latchkey::cli
