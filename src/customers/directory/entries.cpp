#include "customers/directory/entries.hpp"

#include "base/clock_text.hpp"
#include "customers/fields/erased_mark.hpp"

namespace latchkey::customers {
namespace {

std::string make_statement(Directory directory) {
  const auto& sql = directory_sql(directory);
  return "SELECT " + sql.columns + " FROM " + sql.table + " e WHERE e.email NOT LIKE '" + std::string(erased_mark) +
         "%' AND e." + sql.lead_id + " = ? AND " + std::string(filter_condition(directory));
}

}  // namespace

const DirectorySql& directory_sql(Directory directory) {
  static const DirectorySql customers{
      "e.id, e.email, e.first_name, e.last_name, e.phone, e.created_at, e.blocked_at IS NOT NULL AS is_blocked, "
      "NULL AS source_name",
      "customers", "lead_id"};
  static const DirectorySql leads{
      "e.id, e.email, e.first_name, e.last_name, e.phone, e.created_at, FALSE AS is_blocked, e.source_name", "leads",
      "id"};
  return directory == Directory::customers ? customers : leads;
}

Entry entry_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .email = row.text("email"),
          .first_name = row.text_or("first_name", ""),
          .last_name = row.text_or("last_name", ""),
          .phone = row.text_or("phone", ""),
          .created_at = iso8601_from_database(row.text("created_at")),
          .is_blocked = row.flag("is_blocked"),
          .source_name = row.text_or("source_name", "")};
}

std::optional<Entry> find_entry(db::Connection& db, Directory directory, const Uuid& lead_id,
                                const DirectoryFilter& filter) {
  static const std::string customers = make_statement(Directory::customers);
  static const std::string leads = make_statement(Directory::leads);
  const auto& [a, b, c, d, e, f, g, h, i, j] = filter_values(directory, filter);
  const auto rows =
      db.query(directory == Directory::customers ? customers : leads, {lead_id, a, b, c, d, e, f, g, h, i, j});
  if (rows.empty()) return std::nullopt;
  return entry_of(rows.front());
}

}  // namespace latchkey::customers
