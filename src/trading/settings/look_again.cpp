#include "trading/settings/look_again.hpp"

#include <optional>
#include <string>

#include "db/coordination/id_ranges.hpp"
#include "trading/accounts/account_history.hpp"
#include "trading/accounts/account_secrets.hpp"
#include "trading/accounts/account_status.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::trading {
namespace {

constexpr std::string_view code = "restored";

struct Work {
  db::Connection& db;
  const audit::Actor& actor;
  const std::function<const SecretKeeper&()>& keeper;
};

// What the provisioner stores before its first request. Its watermark is 0, because accounts of any login may have been
// opened since.
void make_opening(const Work& work, const Uuid& account) {
  const auto main = work.keeper().seal(make_platform_password());
  const auto investor = work.keeper().seal(make_platform_password());
  work.db.execute(
      R"sql(
      INSERT INTO account_openings (account_id, tag, main_password, investor_password, secret_key_id, watermark,
          created_at)
      VALUES (?, ?, ?, ?, ?, 0, UTC_TIMESTAMP(6)))sql",
      {account, make_account_tag(account), main.bytes, investor.bytes, main.key_id});
}

void move(const Work& work, const Uuid& account, AccountStatus status) {
  const bool is_looked_for = status == AccountStatus::unclear;
  work.db.execute(
      R"sql(
      UPDATE trading_accounts
      SET status = ?, outcome_code = ?, next_attempt_at = IF(?, UTC_TIMESTAMP(6), NULL), updated_at = UTC_TIMESTAMP(6)
      WHERE id = ?)sql",
      {name_of(status), code, is_looked_for, account});
  const auto step = is_looked_for ? AccountStep::unclear : AccountStep::manual;
  record_event(work.db, account, {.actor = work.actor.name, .step = step, .outcome_code = code});
}

// The looks so far were made before the restore, and prove nothing of the time since.
void forget_looks(const Work& work, const Uuid& account) {
  work.db.execute(
      R"sql(
      UPDATE account_openings
      SET unclear_since = UTC_TIMESTAMP(6), clean_looks = 0, looks = 0, clean_looks_wanted = 2,
          last_clean_look_at = NULL
      WHERE account_id = ?)sql",
      {account});
}

LookedAgain look_again(const Work& work, const db::IdRange& range) {
  LookedAgain done;
  const auto rows = work.db.query(
      R"sql(
      SELECT a.id, p.kind, o.account_id IS NOT NULL AS has_opening,
          COALESCE(a.created_at > (SELECT applied_at FROM schema_migrations WHERE version = 14), FALSE) AS has_fixed_tag
      FROM trading_accounts a
      JOIN trading_platforms p ON p.id = a.platform_id
      LEFT JOIN account_openings o ON o.account_id = a.id
      WHERE a.id > ? AND a.id <= ? AND a.status IN ('pending', 'sending', 'unclear')
      FOR UPDATE)sql",
      {range.after, range.last});
  for (const auto& row : rows) {
    const Uuid account = row.uuid("id");
    const bool can_be_found =
        read_platform_kind(row) == PlatformKind::mt5 && (row.flag("has_opening") || row.flag("has_fixed_tag"));
    if (!can_be_found) {
      move(work, account, AccountStatus::manual);
      ++done.to_person;
      continue;
    }
    if (!row.flag("has_opening")) make_opening(work, account);
    forget_looks(work, account);
    move(work, account, AccountStatus::unclear);
    ++done.looked_for;
  }
  return done;
}

// With this mark a retry looks for the account first.
void mark_failed(db::Connection& db, const db::IdRange& range) {
  db.execute(
      R"sql(
      UPDATE account_openings o
      JOIN trading_accounts a ON a.id = o.account_id
      SET o.unclear_since = UTC_TIMESTAMP(6)
      WHERE a.id > ? AND a.id <= ? AND a.status = 'failed' AND o.unclear_since IS NULL)sql",
      {range.after, range.last});
}

}  // namespace

LookedAgain look_again_for_accounts(db::Connection& db, const audit::Actor& actor,
                                    const std::function<const SecretKeeper&()>& keeper) {
  static constexpr std::size_t accounts_at_once = 100;
  const Work work{db, actor, keeper};
  LookedAgain all;
  db::for_each_id_range(db, {.table = "trading_accounts", .rows = accounts_at_once}, [&](const db::IdRange& range) {
    const auto done = db.in_transaction([&](db::Transaction&) {
      mark_failed(db, range);
      return look_again(work, range);
    });
    all.looked_for += done.looked_for;
    all.to_person += done.to_person;
  });
  return all;
}

}  // namespace latchkey::trading
