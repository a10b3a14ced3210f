#include "members/accounts/reveal.hpp"

#include <optional>
#include <stdexcept>

#include "crypto/digest.hpp"
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

// The key that the browser's form cookie gives for this account.
std::optional<std::string> derive_key(const RevealRequest& request) {
  if (!request.form_cookie) return std::nullopt;
  return crypto::hmac_sha256(request.form_cookie->reveal(), "shown passwords of " + request.account_id.text());
}

// What this browser was shown just now.
std::optional<PlatformPasswords> find_shown(db::Connection& db, const RevealRequest& request) {
  const auto key = derive_key(request);
  if (!key) return std::nullopt;
  const auto rows = db.query(
      R"sql(
      SELECT shown_main_password, shown_investor_password
      FROM account_openings
      WHERE account_id = ?
          AND shown_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND
          AND shown_main_password IS NOT NULL
          AND shown_investor_password IS NOT NULL)sql",
      {request.account_id, shown_again_for.count()});
  if (rows.empty()) return std::nullopt;
  auto main = crypto::open_with_key(*key, rows.front().text("shown_main_password"));
  auto investor = crypto::open_with_key(*key, rows.front().text("shown_investor_password"));
  if (!main || !investor) return std::nullopt;
  return PlatformPasswords{*std::move(main), *std::move(investor)};
}

// False when another reveal was first.
bool erase(db::Connection& db, const RevealRequest& request, const PlatformPasswords& passwords) {
  const auto key = derive_key(request);
  const auto seal = [&](const std::string& password) {
    return key ? std::optional(crypto::seal_with_key(*key, password)) : std::nullopt;
  };
  return db.execute(
             R"sql(
             UPDATE account_openings
             SET main_password = NULL, investor_password = NULL,
                 shown_at = UTC_TIMESTAMP(6), shown_main_password = ?, shown_investor_password = ?
             WHERE account_id = ? AND main_password IS NOT NULL)sql",
             {seal(passwords.main), seal(passwords.investor), request.account_id}) == 1;
}

// What one attempt has done. The event is there when it has erased the passwords.
struct Step {
  RevealOutcome outcome = AlreadyRevealed{};
  std::optional<Uuid> event_id;
};

Step come_again(db::Connection& db, const RevealRequest& request) {
  auto shown = find_shown(db, request);
  if (!shown) return {};
  return {*std::move(shown), std::nullopt};
}

Step take(db::Connection& db, const RevealRequest& request) {
  const auto rows = db.query(
      R"sql(
      SELECT o.main_password, o.investor_password, o.secret_key_id
      FROM account_openings o
      JOIN trading_accounts a ON a.id = o.account_id
      WHERE o.account_id = ?
          AND o.main_password IS NOT NULL
          AND a.status = 'created')sql",
      {request.account_id});
  if (rows.empty()) return come_again(db, request);
  auto opened = open(request.key_file, rows.front());
  if (const auto* missing = std::get_if<KeyMissing>(&opened)) return {*missing, std::nullopt};
  auto& passwords = std::get<PlatformPasswords>(opened);
  if (!erase(db, request, passwords)) return come_again(db, request);
  const Uuid event_id = trading::record_event(
      db, request.account_id, {.actor = request.actor, .step = trading::AccountStep::passwords_revealed});
  return {std::move(passwords), event_id};
}

bool is_event_stored(db::Connection& db, const Uuid& event_id) {
  return !db.query("SELECT 1 FROM account_events WHERE id = ?", {event_id}).empty();
}

}  // namespace

RevealOutcome reveal_passwords(db::Connection& db, const RevealRequest& request) {
  const auto attempt = [&](Step& step) { db.in_transaction([&](db::Transaction&) { step = take(db, request); }); };
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
