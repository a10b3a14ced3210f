#include "cli/upkeep/sealed_tables.hpp"

#include <algorithm>

namespace latchkey::cli {
namespace {

// Puts the words one after the other.
template <class... Words>
std::string join(const Words&... words) {
  std::string text;
  (text.append(words), ...);
  return text;
}

}  // namespace

db::Rows lock_sealed_rows(db::Connection& db, const SealedTable& table, const std::string& key,
                          const std::string& after_id) {
  const std::string second(table.second.empty() ? "NULL" : table.second);
  const std::string sql =
      join("SELECT ", table.id, " AS id, ", table.first, " AS first_secret, ", second, " AS second_secret, ", table.key,
           " AS secret_key_id, ", table.name, " AS name FROM ", table.table, " WHERE ", table.key, " <> ? AND ",
           table.id, " > ? ORDER BY ", table.id, " LIMIT 100 FOR UPDATE");
  return db.query(sql, {key, after_id});
}

void write_resealed_row(db::Connection& db, const SealedTable& table, const ResealedRow& row) {
  const std::string begin = join("UPDATE ", table.table, " SET ", table.key, " = ?, ", table.first, " = ?");
  const std::string end = join(" WHERE ", table.id, " = ?");
  if (table.second.empty()) {
    db.execute(join(begin, end), {row.key, row.first, row.id});
  } else {
    db.execute(join(begin, ", ", table.second, " = ?", end), {row.key, row.first, row.second, row.id});
  }
}

bool is_key_in_use(db::Connection& db, const std::string& key) {
  return std::ranges::any_of(sealed_tables, [&](const SealedTable& table) {
    return !db.query(join("SELECT 1 FROM ", table.table, " WHERE ", table.key, " = ? LIMIT 1"), {key}).empty();
  });
}

}  // namespace latchkey::cli
