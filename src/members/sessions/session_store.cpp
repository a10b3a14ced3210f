#include "members/sessions/session_store.hpp"

#include "base/log.hpp"
#include "db/coordination/server_clock.hpp"

namespace latchkey::members {
namespace {

// Writes the customer's row, which a block and a new password write as well: a lock would not keep them out on another
// node of a cluster. The time is always another one than before, since an UPDATE that changes nothing is not counted.
bool let_in(db::Connection& db, const NewSession& session) {
  return db.execute(
             R"sql(
             UPDATE customers
             SET last_sign_in_at = UTC_TIMESTAMP(6) + INTERVAL (last_sign_in_at <=> UTC_TIMESTAMP(6)) MICROSECOND
             WHERE id = ? AND blocked_at IS NULL AND (? IS NULL OR password_hash = ?))sql",
             {session.customer_id, session.password_hash, session.password_hash}) == 1;
}

crypto::SecretToken derive_cookie(const crypto::SecretToken& browser, const Uuid& session_id) {
  return crypto::SecretToken::derive(browser, "session " + session_id.text());
}

// The cookie of the session that this browser has just opened and does not know of yet. Two sign-ins of a customer do
// not pass here at one moment, since each has written the customer's row.
std::optional<crypto::SecretToken> find_just_opened(db::Connection& db, const NewSession& session) {
  if (!session.browser) return std::nullopt;
  const auto rows = db.query(
      R"sql(
      SELECT id, session_hash
      FROM sessions
      WHERE customer_id = ? AND created_at > UTC_TIMESTAMP(6) - INTERVAL 10 SECOND AND ended_at IS NULL
      ORDER BY created_at DESC
      LIMIT 20)sql",
      {session.customer_id});
  for (const auto& row : rows) {
    if (session.replaced_session == row.uuid("id")) continue;
    auto cookie = derive_cookie(*session.browser, row.uuid("id"));
    if (cookie.hash().bytes() == row.text("session_hash")) return cookie;
  }
  return std::nullopt;
}

crypto::SecretToken choose_cookie(const NewSession& session, const Uuid& session_id) {
  if (session.cookie) return *session.cookie;
  return session.browser ? derive_cookie(*session.browser, session_id) : crypto::SecretToken::make();
}

}  // namespace

std::optional<Session> find_session(db::Connection& db, const std::optional<crypto::TokenHash>& cookie,
                                    const SessionLimits& limits) {
  if (!cookie) return std::nullopt;
  const auto rows = db.query(
      R"sql(
      SELECT id, customer_id, email, login_token_id, shows_status_popup,
          LEAST(expires_at, last_seen_at + INTERVAL ? SECOND) AS ends_at,
          last_seen_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND AS is_touch_due,
          TIMESTAMPDIFF(
              MICROSECOND,
              DATE'1970-01-01',
              LEAST(expires_at, last_seen_at + INTERVAL 60 SECOND, UTC_TIMESTAMP(6) + INTERVAL 60 SECOND)
          ) AS stays_so_until
      FROM sessions
      WHERE session_hash = ?
          AND ended_at IS NULL
          AND expires_at > UTC_TIMESTAMP(6)
          AND last_seen_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND)sql",
      {limits.idle.count(), cookie->bytes(), limits.idle.count()});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return Session{.id = row.uuid("id"),
                 .customer_id = row.uuid("customer_id"),
                 .email = row.text("email"),
                 .login_token_id = row.optional_uuid("login_token_id"),
                 .shows_status_popup = row.flag("shows_status_popup"),
                 .expires_at = iso8601_from_database(row.text("ends_at")),
                 .is_touch_due = row.flag("is_touch_due"),
                 .stays_so_until = DatabaseTime(std::chrono::microseconds{row.integer("stays_so_until")})};
}

void touch_session(db::Connection& db, const Session& session) {
  try {
    db.execute(
        R"sql(
        UPDATE sessions
        SET last_seen_at = UTC_TIMESTAMP(6)
        WHERE id = ? AND last_seen_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND)sql",
        {session.id});
  } catch (const Unavailable& error) {
    log(LogLevel::warning, "touch_lost", {{"why", error.what()}});
  }
}

std::optional<Session> visit_session(db::Connection& db, const std::optional<crypto::TokenHash>& cookie,
                                     const SessionLimits& limits) {
  auto session = find_session(db, cookie, limits);
  if (session && session->is_touch_due) touch_session(db, *session);
  return session;
}

std::optional<crypto::SecretToken> open_session(db::Connection& db, const NewSession& session,
                                                const SessionLimits& limits) {
  if (!let_in(db, session)) return std::nullopt;
  if (auto cookie = find_just_opened(db, session)) return cookie;
  const Uuid id = Uuid::make();
  crypto::SecretToken cookie = choose_cookie(session, id);
  db.execute(
      R"sql(
      INSERT INTO sessions (id, session_hash, customer_id, email, login_token_id, shows_status_popup, address,
          created_at, last_seen_at, expires_at)
      SELECT ?, ?, id, email, ?, ?, ?,
          UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND
      FROM customers
      WHERE id = ?)sql",
      {id, cookie.hash().bytes(), session.login_token_id, session.shows_status_popup, session.address,
       limits.lifetime.count(), session.customer_id});
  if (session.replaced_session) end_session(db, *session.replaced_session);
  return cookie;
}

void end_session(db::Connection& db, const Uuid& session_id) {
  db::tell_server_clock(db);
  db.execute("UPDATE sessions SET ended_at = UTC_TIMESTAMP(6) WHERE id = ? AND ended_at IS NULL", {session_id});
}

std::optional<Profile> find_profile(db::Connection& db, const Uuid& customer_id) {
  const auto rows = db.query("SELECT first_name, last_name, blocked_at FROM customers WHERE id = ?", {customer_id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return Profile{row.text("first_name"), row.text("last_name"), !row.is_null("blocked_at")};
}

std::optional<std::string> find_customer_language(db::Connection& db, const Uuid& customer_id) {
  const auto rows = db.query("SELECT language FROM customers WHERE id = ?", {customer_id});
  return rows.empty() ? std::nullopt : rows.front().optional_text("language");
}

}  // namespace latchkey::members
