#include "cli/upkeep/prune.hpp"

#include <array>

#include "endpoints/settings/delivery_care.hpp"

namespace latchkey::cli {
namespace {

struct Step {
  std::string_view what;
  std::string_view sql;  // its one parameter is in seconds; its LIMIT keeps each transaction short
};

constexpr std::array<Step, 6> prunes{{
    {"kept answers",
     R"sql(
     DELETE FROM idempotency_keys
     WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL LEAST(86400, ?) SECOND
     LIMIT 1000)sql"},
    {"counts of API keys",
     R"sql(
     DELETE FROM api_key_counts
     WHERE kind IN ('hour', 'day', 'country')
       AND window_start < UTC_TIMESTAMP(6) - INTERVAL LEAST(259200, ?) SECOND
     LIMIT 1000)sql"},
    {"sessions",
     R"sql(
     DELETE FROM sessions
     WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
     LIMIT 1000)sql"},
    {"staff sessions",
     R"sql(
     DELETE FROM staff_sessions
     WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
     LIMIT 1000)sql"},
    {"login tokens",
     R"sql(
     DELETE FROM login_tokens
     WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
     LIMIT 1000)sql"},
    {"sign-in attempts",
     R"sql(
     DELETE FROM sign_in_attempts
     WHERE attempted_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
     LIMIT 1000)sql"},
}};

constexpr Step prune_calls{"calls",
                           R"sql(
    DELETE FROM api_calls
    WHERE called_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
    LIMIT 1000)sql"};

constexpr std::array<Step, 2> prune_deliveries{{
    {"tries of deliveries",
     R"sql(
     DELETE FROM delivery_tries
     WHERE tried_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
     LIMIT 1000)sql"},
    {"deliveries",
     R"sql(
     DELETE FROM deliveries
     WHERE state IN ('delivered', 'failed') AND created_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
     LIMIT 1000)sql"},
}};

constexpr std::chrono::seconds tries_are_kept = std::chrono::days{30};

// Takes out up to a thousand rows. On a cluster it may meet the writes of other nodes, and more than once.
std::uint64_t remove_some(db::Connection& db, std::string_view sql, std::chrono::seconds kept) {
  static constexpr int tries = 10;
  for (int left = tries - 1;; --left) {
    try {
      return db.execute(sql, {kept.count()});
    } catch (const db::Conflict&) {
      if (left == 0) throw;
    }
  }
}

std::uint64_t remove_all(db::Connection& db, std::string_view sql, std::chrono::seconds kept) {
  std::uint64_t total = 0;
  for (std::uint64_t removed = 1; removed > 0; total += removed) removed = remove_some(db, sql, kept);
  return total;
}

// What was told to endpoints that were removed in the meantime, when the removal did not get to its end.
std::uint64_t remove_abandoned(db::Connection& db) {
  std::uint64_t total = 0;
  for (const auto& row : db.query(R"sql(
           SELECT d.endpoint_id
           FROM (SELECT DISTINCT endpoint_id FROM deliveries) d
           LEFT JOIN endpoints e ON e.id = d.endpoint_id
           WHERE e.id IS NULL)sql")) {
    for (std::uint64_t removed = 1; removed > 0; total += removed) {
      removed = endpoints::remove_some_deliveries(db, row.uuid("endpoint_id"));
    }
  }
  return total;
}

}  // namespace

void prune(db::Connection& db, const PruneAges& ages,
           const std::function<void(std::string_view what, std::uint64_t removed)>& tell) {
  for (const auto& step : prunes) tell(step.what, remove_all(db, step.sql, ages.general));
  tell(prune_calls.what, remove_all(db, prune_calls.sql, ages.calls));
  const auto& [tries, deliveries] = prune_deliveries;
  tell(tries.what, remove_all(db, tries.sql, tries_are_kept));
  tell(deliveries.what, remove_all(db, deliveries.sql, ages.deliveries));
  tell("deliveries of removed endpoints", remove_abandoned(db));
}

}  // namespace latchkey::cli
