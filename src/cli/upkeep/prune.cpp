#include "cli/upkeep/prune.hpp"

#include <array>
#include <string>

#include "customers/tally/partner_days.hpp"
#include "endpoints/settings/delivery_care.hpp"

namespace latchkey::cli {
namespace {

struct Step {
  std::string_view what;
  std::string_view rows;  // the table and the condition; its one parameter is in seconds
  std::chrono::seconds PruneAges::*age;
};

constexpr std::array<Step, 15> prunes{{
    {"kept answers", "idempotency_keys WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL LEAST(86400, ?) SECOND",
     &PruneAges::general},
    {"counts of API keys",
     "api_key_counts WHERE kind IN ('hour', 'day', 'country')"
     " AND window_start < UTC_TIMESTAMP(6) - INTERVAL LEAST(259200, ?) SECOND",
     &PruneAges::general},
    {"sessions", "sessions WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND", &PruneAges::general},
    {"staff sessions", "staff_sessions WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND", &PruneAges::general},
    {"challenges of passkeys",
     "passkey_challenges WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL LEAST(86400, ?) SECOND", &PruneAges::general},
    {"login tokens", "login_tokens WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND", &PruneAges::general},
    {"sign-in attempts", "sign_in_attempts WHERE attempted_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND",
     &PruneAges::sign_in_attempts},
    {"calls", "api_calls WHERE called_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND", &PruneAges::calls},
    {"tries of deliveries", "delivery_tries WHERE tried_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND", &PruneAges::tries},
    // That a postback has told of a lead is kept: it is never told again, however late the lead comes back.
    {"deliveries",
     "deliveries WHERE state IN ('delivered', 'failed') AND NOT (state = 'delivered' AND cause LIKE 'lead:%')"
     " AND created_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND",
     &PruneAges::deliveries},
    // The start page shows the last 90 days.
    {"counts of partners' days",
     "partner_days WHERE day < DATE_FORMAT(UTC_TIMESTAMP(6) - INTERVAL GREATEST(8640000, ?) SECOND, '%Y-%m-%d')",
     &PruneAges::general},
    {"mails",
     "mails WHERE state IN ('sent', 'failed', 'dropped') AND created_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND",
     &PruneAges::deliveries},
    {"counts of mails", "mail_recipients WHERE queued_1 < UTC_TIMESTAMP(6) - INTERVAL LEAST(86400, ?) SECOND",
     &PruneAges::general},
    {"files of leads", "lead_files WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL LEAST(3600, ?) SECOND",
     &PruneAges::general},
    {"links of mails", "mail_tokens WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND", &PruneAges::general},
}};

// Takes out up to a thousand rows, which keeps each transaction short. On a cluster it may meet the writes of other
// nodes, and more than once.
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

std::uint64_t remove_all(db::Connection& db, const Step& step, std::chrono::seconds kept) {
  const std::string sql = "DELETE FROM " + std::string(step.rows) + " LIMIT 1000";
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

// Nothing is kept for endpoints that are told nothing any more, because they or their users were disabled.
void give_up_for_stopped(db::Connection& db) {
  for (const auto& row : db.query(R"sql(
           SELECT e.id
           FROM endpoints e
           LEFT JOIN users u ON u.id = e.user_id
           WHERE e.state = 'disabled' OR u.disabled_at IS NOT NULL OR u.removed_at IS NOT NULL)sql")) {
    endpoints::give_up_waiting(db, row.uuid("id"));
  }
}

}  // namespace

void prune(db::Connection& db, const PruneAges& ages, const TellPruned& tell) {
  customers::count_all_partner_days(db);
  give_up_for_stopped(db);
  for (const auto& step : prunes) tell(step.what, remove_all(db, step, ages.*step.age));
  tell("deliveries of removed endpoints", remove_abandoned(db));
}

void count_prunable(db::Connection& db, const PruneAges& ages, const TellPruned& tell) {
  for (const auto& step : prunes) {
    const auto rows = db.query("SELECT COUNT(*) AS count FROM " + std::string(step.rows), {(ages.*step.age).count()});
    tell(step.what, static_cast<std::uint64_t>(rows.at(0).integer("count")));
  }
}

}  // namespace latchkey::cli
