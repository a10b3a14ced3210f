#include "members/accounts/reveal.hpp"

#include <optional>
#include <stdexcept>

#include "crypto/secret_box.hpp"
#include "trading/accounts/account_history.hpp"

namespace latchkey::members {
namespace {

// Reads the key file each time, so that a key that was added or dropped counts at once.
std::variant<PlatformPasswords, KeyMissing> open(const std::string& key_file, const db::Row& row) {
  try {
    const crypto::SecretBox box(key_file);
    const auto open_column = [&](std::string_view column) {
      return row.is_null(column) ? "" : box.open({row.text(column), row.text("secret_key_id")});
    };
    return PlatformPasswords{open_column("main_password"), open_column("investor_password")};
  } catch (const std::runtime_error& error) {
    return KeyMissing{error.what()};
  }
}

// What one attempt has done. The event is there when it has erased the passwords.
struct Step {
  RevealOutcome outcome = AlreadyRevealed{};
  std::optional<Uuid> event_id = std::nullopt;
  // What was read is not there any more: another reveal was first, or the passwords were renewed or sealed anew.
  bool is_overtaken = false;
};

Step take(db::Connection& db, const std::string& key_file, const Uuid& account_id, const std::string& actor) {
  const auto rows = db.query(
      R"sql(
      SELECT o.main_password, o.investor_password, o.secret_key_id
      FROM account_openings o
      JOIN trading_accounts a ON a.id = o.account_id
      WHERE o.account_id = ?
          AND o.main_password IS NOT NULL
          AND a.status = 'created')sql",
      {account_id});
  if (rows.empty()) return {};
  auto opened = open(key_file, rows.front());
  if (const auto* missing = std::get_if<KeyMissing>(&opened)) return {*missing, std::nullopt};
  const auto erased = db.execute(
      R"sql(
      UPDATE account_openings
      SET main_password = NULL, investor_password = NULL
      WHERE account_id = ? AND main_password = ?)sql",
      {account_id, rows.front().text("main_password")});
  if (erased == 0) return {.is_overtaken = true};
  const Uuid event_id =
      trading::record_event(db, account_id, {.actor = actor, .step = trading::AccountStep::passwords_revealed});
  return {std::get<PlatformPasswords>(std::move(opened)), event_id};
}

bool is_event_stored(db::Connection& db, const Uuid& event_id) {
  return !db.query("SELECT 1 FROM account_events WHERE id = ?", {event_id}).empty();
}

}  // namespace

RevealOutcome reveal_passwords(db::Connection& db, const std::string& key_file, const Uuid& account_id,
                               const std::string& actor) {
  const auto attempt = [&](Step& step) {
    int tries_left = 3;
    do {
      db.in_transaction([&](db::Transaction&) { step = take(db, key_file, account_id, actor); });
    } while (step.is_overtaken && --tries_left > 0);
  };
  Step first;
  try {
    attempt(first);
    return first.outcome;
  } catch (const db::CommitUnknown&) {
    if (!first.event_id) throw;
  }
  // The first attempt may be stored, lost, or still on its way. The second one waits for the row's lock, and sees then
  // what became of the first.
  Step second;
  attempt(second);
  const bool was_first =
      std::holds_alternative<AlreadyRevealed>(second.outcome) && is_event_stored(db, *first.event_id);
  return was_first ? first.outcome : second.outcome;
}

}  // namespace latchkey::members
