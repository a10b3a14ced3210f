#include "customers/directory/entries.hpp"

#include "base/clock_text.hpp"
#include "customers/erased_mark.hpp"

namespace latchkey::customers {
namespace {

// Statements of one directory; made from constants alone.
struct Statements {
  std::string one;
  std::string newest;
};

Statements make_statements(const DirectorySql& sql) {
  const std::string select = "SELECT " + sql.columns + " FROM " + sql.table + " e WHERE e.email NOT LIKE '" +
                             std::string(erased_mark) + "%' AND ";
  return {select + "e." + sql.lead_id + " = ?", select + "e.id < ? ORDER BY e.id DESC LIMIT ?"};
}

const Statements& statements_of(Directory directory) {
  static const Statements customers = make_statements(directory_sql(Directory::customers));
  static const Statements leads = make_statements(directory_sql(Directory::leads));
  return directory == Directory::customers ? customers : leads;
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

std::optional<Entry> find_entry(db::Connection& db, Directory directory, const Uuid& lead_id) {
  const auto rows = db.query(statements_of(directory).one, {lead_id});
  if (rows.empty()) return std::nullopt;
  return entry_of(rows.front());
}

std::vector<Entry> list_newest(db::Connection& db, Directory directory, const std::optional<Uuid>& before,
                               std::size_t limit) {
  const std::string greatest_id(Uuid::size, '\xff');
  const auto rows = db.query(statements_of(directory).newest, {before ? before->bytes() : greatest_id, limit});
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  for (const auto& row : rows) entries.push_back(entry_of(row));
  return entries;
}

}  // namespace latchkey::customers
