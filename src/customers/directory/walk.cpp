#include "customers/directory/walk.hpp"

#include <algorithm>
#include <array>

#include "customers/directory/entries.hpp"
#include "customers/fields/erased_mark.hpp"

namespace latchkey::customers {
namespace {

// The rows as `x`, with a place for the source.
std::string_view rows_of(Directory directory, Range range) {
  if (range == Range::of_source) {
    return directory == Directory::leads ? " FROM leads x FORCE INDEX (leads_by_source) WHERE x.source_user_id = ?"
                                         : " FROM leads s FORCE INDEX (leads_by_source) STRAIGHT_JOIN customers x"
                                           " ON x.lead_id = s.id WHERE s.source_user_id = ?";
  }
  return directory == Directory::leads ? " FROM leads x WHERE (TRUE OR ? IS NULL)"
                                       : " FROM customers x WHERE (TRUE OR ? IS NULL)";
}

Statements make_statements(Directory directory, const Course& course, Range range) {
  const auto& sql = directory_sql(directory);
  const std::string column(course.column);
  const std::string order = " ORDER BY x." + column + (course.falls ? " DESC" : "");
  const std::string behind =
      std::string(rows_of(directory, range)) + " AND x." + column + (course.falls ? " < ?" : " > ?");
  // The limit keeps the ids in a table of their own, so that they are read in this order; no stride has so many.
  const std::string rows = " FROM (SELECT x.id" + behind + " AND x." + column + (course.falls ? " >= ?" : " <= ?") +
                           " AND x.id BETWEEN ? AND ?" + order + " LIMIT 100000) AS k JOIN " + sql.table +
                           " e ON e.id = k.id WHERE e.email NOT LIKE '" + std::string(erased_mark) + "%' AND " +
                           std::string(filter_condition(directory));
  return {
      "SELECT " + sql.columns + rows + " ORDER BY e." + column + (course.falls ? " DESC" : "") + " LIMIT ?",
      "SELECT COUNT(*) AS count" + rows,
      "SELECT x.id, x." + column + " AS bound" + behind + " AND x.id BETWEEN ? AND ?" + order + " LIMIT 1 OFFSET ?"};
}

}  // namespace

Course course_of(const Search& search) {
  const bool is_by_email = search.order == Order::email || search.order == Order::email_backwards;
  const bool falls = search.order == Order::newest || search.order == Order::email_backwards;
  return {is_by_email ? "email" : "id", falls != !search.before.empty()};
}

const Statements& statements_of(Directory directory, const Walk& walk) {
  static constexpr std::array<std::string_view, 3> columns{"id", "email", "lead_id"};
  using OfColumns = std::array<Statements, 2 * columns.size()>;
  static const auto make = [](Directory wanted, Range within) {
    OfColumns made;
    for (std::size_t i = 0; i < made.size(); ++i) {
      made.at(i) = make_statements(wanted, {columns.at(i / 2), i % 2 == 1}, within);
    }
    return made;
  };
  static const std::array customers{make(Directory::customers, Range::all),
                                    make(Directory::customers, Range::of_source)};
  static const std::array leads{make(Directory::leads, Range::all), make(Directory::leads, Range::of_source)};
  const auto place = static_cast<std::size_t>(std::ranges::find(columns, walk.course.column) - columns.begin());
  return (directory == Directory::customers ? customers : leads)
      .at(walk.range == Range::of_source ? 1 : 0)
      .at(2 * place + (walk.course.falls ? 1 : 0));
}

// The index on the source gives leads in the order of their ids. For another order, and for customers, all rows of the
// source would have to be sorted for each stride, which pays while they are few: among many others they lie far apart.
Walk walk_of(db::Connection& db, const Search& search) {
  static constexpr std::int64_t few = 20'000;
  const Course course = course_of(search);
  if (!search.filter.source) return {course, Range::all};
  if (search.directory == Directory::leads && course.column == "id") return {course, Range::of_source};
  const auto rows =
      db.query("SELECT COUNT(*) AS count FROM (SELECT id FROM leads WHERE source_user_id = ? LIMIT ?) AS some",
               {search.filter.source, few + 1});
  return {course, rows.at(0).integer("count") <= few ? Range::of_source : Range::all};
}

// To count them no order is needed: customers of a source are gone through as their leads are.
Walk walk_to_count(db::Connection& db, const Search& search) {
  if (search.filter.source && search.directory == Directory::customers) return {{"lead_id", false}, Range::of_source};
  return walk_of(db, search);
}

}  // namespace latchkey::customers
