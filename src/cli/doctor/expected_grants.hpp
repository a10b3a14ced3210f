// What sql/grants.sql gives to each program, for `doctor` to compare with what the database says.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/connection.hpp"

namespace latchkey::cli {

// The columns of a table that a privilege covers; none named: the whole table.
using Columns = std::set<std::string>;

// By privilege and table, e.g. SELECT on api_keys. `*` is every table of the schema, or of the server.
using Grants = std::map<std::pair<std::string, std::string>, Columns>;

inline constexpr std::string_view every_table = "*";

// The grants of the account `latchkey_PROGRAM` in the built-in grants.sql.
[[nodiscard]] Grants expected_grants(std::string_view program);

// What the connection's own account may do with the tables of its schema.
[[nodiscard]] Grants find_actual_grants(db::Connection& db);

// How an account's grants differ from what is wanted. Each text is like `SELECT menus` or
// `SELECT customers (password_hash)`.
struct GrantDifferences {
  std::vector<std::string> missing;
  std::vector<std::string> widened;  // wanted for some columns, given for the whole table
  std::vector<std::string> extra;
  std::vector<std::string> everywhere;  // privileges on every table, such as `DELETE`
};

// A privilege on every table counts for each table, and is told apart.
[[nodiscard]] GrantDifferences compare_grants(const Grants& wanted, const Grants& actual);

}  // namespace latchkey::cli
