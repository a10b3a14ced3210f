#include "db/coordination/server_clock.hpp"

#include <algorithm>
#include <array>

namespace latchkey::db {
namespace {

// ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR
constexpr std::array<int, 2> lacks_grants{1142, 1143};

}  // namespace

void tell_server_clock(Connection& db) {
  try {
    const auto rows = db.query(
        R"sql(
        SELECT CONCAT(@@hostname, ':', @@port) AS server,
            COALESCE(c.told_at BETWEEN UTC_TIMESTAMP(6) - INTERVAL 5 SECOND AND UTC_TIMESTAMP(6), FALSE) AS is_told
        FROM (SELECT 1) AS one
        LEFT JOIN server_clocks AS c ON c.server = CONCAT(@@hostname, ':', @@port))sql");
    if (rows.at(0).integer("is_told") != 0) return;
    db.execute(
        R"sql(
        INSERT INTO server_clocks (server, told_at) VALUES (?, UTC_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE told_at = UTC_TIMESTAMP(6))sql",
        {rows.at(0).text("server")});
  } catch (const StatementError& error) {
    if (std::ranges::find(lacks_grants, error.number()) == lacks_grants.end()) throw;
  }
}

}  // namespace latchkey::db
