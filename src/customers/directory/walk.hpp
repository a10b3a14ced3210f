// Which rows of a directory are gone through, in which order, and the statements for it.
#pragma once
#include <string>
#include <string_view>

#include "customers/directory/directory.hpp"

namespace latchkey::customers {

// Which way the rows are read: by which column, and whether from its greatest value down.
struct Course {
  std::string_view column;  // id, email; of customers also lead_id
  bool falls;
};

[[nodiscard]] Course course_of(const Search& search);

// Which rows are gone through: all, or those of the source that the filter asks for, by the index on it.
enum class Range { all, of_source };

struct Walk {
  Course course;
  Range range;
};

[[nodiscard]] Walk walk_of(db::Connection& db, const Search& search);
// To count those of the search's directory and filter.
[[nodiscard]] Walk walk_to_count(db::Connection& db, const Search& search);

// Statements of one directory, course and range; made from constants alone. Each begins with the source, goes on behind
// a bound and stays within two ids. What is looked at ends at a bound of its own: rows that come meanwhile would move
// an end that is counted.
struct Statements {
  std::string page;    // up to so many that fit, of the rows of a stride
  std::string count;   // how many fit, of as many
  std::string stride;  // where a stride ends; no row when there are fewer
};

[[nodiscard]] const Statements& statements_of(Directory directory, const Walk& walk);

}  // namespace latchkey::customers
