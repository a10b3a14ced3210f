#include "cli/restore/clean_up.hpp"

#include "base/clock_text.hpp"
#include "cli/people/re_erase.hpp"
#include "db/coordination/id_ranges.hpp"
#include "db/coordination/server_clock.hpp"

namespace latchkey::cli {
namespace {

// To be asked before anything is changed, since the changes are events themselves. What this command and `prune` have
// noted came after the restore.
std::optional<std::string> find_newest_event(db::Connection& db) {
  const auto newest = db.query(
      R"sql(
      SELECT MAX(at) AS at
      FROM (
          (SELECT happened_at AS at FROM audit_log WHERE action NOT IN ('database.restored', 'database.prune')
           ORDER BY happened_at DESC LIMIT 1)
          UNION ALL SELECT MAX(attempted_at) FROM sign_in_attempts
          UNION ALL SELECT MAX(created_at) FROM idempotency_keys
      ) AS events)sql");
  if (newest.at(0).is_null("at")) return std::nullopt;
  return iso8601_from_database(newest.at(0).text("at"));
}

// Repeats an UPDATE with a LIMIT until it finds nothing more to do.
std::uint64_t update_all(db::Connection& db, std::string_view sql) {
  std::uint64_t all = 0;
  for (std::uint64_t changed = 1; changed > 0; all += changed) {
    changed = db.in_transaction([&](db::Transaction&) { return db.execute(sql); });
  }
  return all;
}

// The tokens that are open have no index of their own, so all are gone through once.
std::uint64_t revoke_open_tokens(db::Connection& db) {
  std::uint64_t all = 0;
  db::for_each_id_range(db, {.table = "login_tokens"}, [&](const db::IdRange& range) {
    all += db.in_transaction([&](db::Transaction&) {
      return db.execute(
          R"sql(
          UPDATE login_tokens
          SET revoked_at = UTC_TIMESTAMP(6)
          WHERE id > ? AND id <= ? AND used_at IS NULL AND revoked_at IS NULL)sql",
          {range.after, range.last});
    });
  });
  return all;
}

void record(Context& context, const CleanUp& done) {
  audit::record_change(context.db(), Context::actor(),
                       {"database.restored",
                        "database",
                        std::nullopt,
                        nullptr,
                        {{"sessions", done.sessions},
                         {"staff_sessions", done.staff_sessions},
                         {"login_tokens", done.login_tokens},
                         {"recovery_codes", done.recovery_codes},
                         {"accounts_looked_for", done.accounts.looked_for},
                         {"accounts_to_person", done.accounts.to_person},
                         {"erased_again", done.erased_again}}});
}

}  // namespace

CleanUp clean_up_after_restore(Context& context) {
  db::Connection& db = context.db();
  CleanUp done{.as_of = find_newest_event(db), .accounts = {}};
  db::tell_server_clock(db);
  done.sessions = update_all(db, "UPDATE sessions SET ended_at = UTC_TIMESTAMP(6) WHERE ended_at IS NULL LIMIT 1000");
  done.staff_sessions =
      update_all(db, "UPDATE staff_sessions SET ended_at = UTC_TIMESTAMP(6) WHERE ended_at IS NULL LIMIT 1000");
  done.login_tokens = revoke_open_tokens(db);
  done.recovery_codes =
      update_all(db, "UPDATE recovery_codes SET used_at = UTC_TIMESTAMP(6) WHERE used_at IS NULL LIMIT 1000");
  done.accounts = trading::look_again_for_accounts(db, Context::actor(),
                                                   [&]() -> const SecretKeeper& { return context.secret_box(); });
  done.erased_again = re_erase(context).erased;
  record(context, done);
  return done;
}

}  // namespace latchkey::cli
