#include "db/coordination/id_ranges.hpp"

namespace latchkey::db {

void for_each_id_range(Connection& db, const IdWalk& walk, const std::function<void(const IdRange&)>& use) {
  const auto highest = db.query("SELECT MAX(" + walk.key + ") AS highest FROM " + walk.table).at(0);
  if (highest.is_null("highest")) return;
  const std::string& end = highest.text("highest");
  const std::string next = "SELECT MAX(" + walk.key + ") AS last FROM (SELECT " + walk.key + " FROM " + walk.table +
                           " WHERE " + walk.key + " > ? AND " + walk.key + " <= ? ORDER BY " + walk.key + " LIMIT " +
                           std::to_string(walk.rows) + ") AS rows_ahead";
  for (std::string after = walk.after;;) {
    const auto row = db.query(next, {after, end}).at(0);
    if (row.is_null("last")) return;
    const IdRange range{after, row.text("last")};
    use(range);
    after = range.last;
  }
}

}  // namespace latchkey::db
