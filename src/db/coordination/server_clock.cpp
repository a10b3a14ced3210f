#include "db/coordination/server_clock.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace latchkey::db {
namespace {

// ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR
constexpr std::array<int, 2> lacks_grants{1142, 1143};

// Through which connection a thread has last seen to its server's clock, and until when it need not look again. The
// connection may have gone to another server meanwhile, or the transaction may have been rolled back: then the clock is
// told a second late, which is what an end may take.
struct Seen {
  const Connection* db = nullptr;
  std::chrono::steady_clock::time_point until;
};
constexpr std::chrono::seconds look_again_after{1};
thread_local Seen seen;

void tell_if_old(Connection& db) {
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
}

}  // namespace

void tell_server_clock(Connection& db) {
  const auto now = std::chrono::steady_clock::now();
  if (seen.db == &db && now < seen.until) return;
  try {
    tell_if_old(db);
  } catch (const StatementError& error) {
    if (std::ranges::find(lacks_grants, error.number()) == lacks_grants.end()) throw;
  }
  seen = {&db, now + look_again_after};
}

}  // namespace latchkey::db
