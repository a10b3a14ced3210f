#include "attempts/refused_links.hpp"

#include <algorithm>

namespace latchkey::attempts {

std::int64_t count_refused_links_of_today(db::Connection& db) {
  std::int64_t count = 0;
  for (const auto outcome : refused_link_outcomes) {
    // Ids carry their time in milliseconds.
    count += db.query(
                   R"sql(
                   SELECT COUNT(*) AS count
                   FROM (SELECT id
                         FROM sign_in_attempts
                         WHERE outcome = ?
                             AND id >= UNHEX(CONCAT(LPAD(HEX(UNIX_TIMESTAMP(UTC_DATE()) * 1000), 12, '0'),
                                 REPEAT('0', 20)))
                         LIMIT 1000) AS some)sql",
                   {outcome})
                 .at(0)
                 .integer("count");
  }
  return std::min(count, most_refused_links);
}

}  // namespace latchkey::attempts
