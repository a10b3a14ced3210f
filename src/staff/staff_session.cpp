#include "staff/staff_session.hpp"

#include "base/clock_text.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "staff/role_store.hpp"
#include "staff/second_factor.hpp"

namespace latchkey::staff {
namespace {

std::string cookie_with(std::string_view value) {
  return std::string(staff_cookie) + '=' + std::string(value) + "; Path=/; Secure; HttpOnly; SameSite=Strict";
}

struct SessionRow {
  const Uuid& user;
  bool waits_for_code;
  const std::string& address;
  std::chrono::seconds lifetime;
};

// The value of the new session's cookie.
crypto::SecretToken insert_session(db::Connection& db, const SessionRow& row) {
  crypto::SecretToken cookie = crypto::SecretToken::make();
  db.execute(
      R"sql(
      INSERT INTO staff_sessions (id, session_hash, user_id, waits_for_code, address, created_at, last_seen_at,
          expires_at)
      VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND))sql",
      {Uuid::make(), cookie.hash().bytes(), row.user, row.waits_for_code, row.address, row.lifetime.count()});
  return cookie;
}

void note_sign_in(db::Connection& db, const Uuid& user) {
  db.execute("UPDATE users SET last_sign_in_at = UTC_TIMESTAMP(6) WHERE id = ?", {user});
}

}  // namespace

SessionLimits staff_limits(const Config& config) { return {staff_idle, config.session.lifetime}; }

std::optional<crypto::SecretToken> find_staff_cookie(const http::Request& request) {
  const auto values = request.find_cookies(staff_cookie);
  return values.size() == 1 ? crypto::SecretToken::parse(values.front()) : std::nullopt;
}

std::string make_staff_cookie(const crypto::SecretToken& value) { return cookie_with(value.reveal()); }

std::string make_expired_staff_cookie() { return cookie_with("") + "; Max-Age=0"; }

std::optional<StaffSession> find_staff_session(db::Connection& db, const crypto::TokenHash& hash,
                                               const SessionLimits& limits) {
  const auto rows = db.query(
      R"sql(
      SELECT s.id, s.user_id, u.email, CONCAT(u.first_name, ' ', u.last_name) AS name, s.waits_for_code,
          EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id)
            OR EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id) AS has_factor,
          EXISTS (
            SELECT 1
            FROM user_roles x
            JOIN roles r ON r.id = x.role_id
            WHERE x.user_id = u.id AND r.requires_second_factor = TRUE
          ) AS needs_factor,
          s.last_seen_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND AS is_touch_due,
          TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), LEAST(s.expires_at, INTERVAL ? SECOND +
            IF(s.last_seen_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, UTC_TIMESTAMP(6), s.last_seen_at))) AS seconds_left
      FROM staff_sessions s
      JOIN users u ON u.id = s.user_id
      WHERE s.session_hash = ? AND s.ended_at IS NULL AND s.expires_at > UTC_TIMESTAMP(6)
          AND s.last_seen_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND
          AND u.disabled_at IS NULL AND u.removed_at IS NULL)sql",
      {limits.idle.count(), hash.bytes(), limits.idle.count()});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return StaffSession{.id = row.uuid("id"),
                      .user_id = row.uuid("user_id"),
                      .email = row.text("email"),
                      .name = row.text("name"),
                      .waits_for_code = row.flag("waits_for_code"),
                      .has_second_factor = row.flag("has_factor"),
                      .needs_second_factor = row.flag("needs_factor"),
                      .is_touch_due = row.flag("is_touch_due"),
                      .left = std::chrono::seconds{row.integer("seconds_left")},
                      .permissions = find_permissions(db, row.uuid("user_id")),
                      .reach = find_reach(db, row.uuid("user_id"))};
}

void touch_staff_session(db::Connection& db, const StaffSession& session) {
  db.execute("UPDATE staff_sessions SET last_seen_at = UTC_TIMESTAMP(6) WHERE id = ?", {session.id});
}

std::optional<StaffCookie> open_staff_session(db::Connection& db, const NewStaffSession& session) {
  const auto written = db.execute(
      R"sql(
      UPDATE users
      SET revision = revision + 1
      WHERE id = ? AND password_hash = ? AND disabled_at IS NULL AND removed_at IS NULL)sql",
      {session.user, session.password_hash});
  if (written == 0) return std::nullopt;
  // A statement of its own, so that it sees what was committed while the one before waited for its lock.
  const bool waits_for_code = has_second_factor(db, session.user);
  if (!waits_for_code) note_sign_in(db, session.user);
  return StaffCookie{insert_session(db, {session.user, waits_for_code, session.address, session.lifetime}),
                     waits_for_code};
}

std::optional<crypto::SecretToken> open_staff_session_by_passkey(db::Connection& db, const PasskeySession& session) {
  const auto written =
      db.execute("UPDATE users SET revision = revision + 1 WHERE id = ? AND disabled_at IS NULL AND removed_at IS NULL",
                 {session.user});
  if (written == 0) return std::nullopt;
  note_sign_in(db, session.user);
  return insert_session(db, {session.user, false, session.address, session.lifetime});
}

std::optional<crypto::SecretToken> complete_staff_session(db::Connection& db, const StaffSession& waiting,
                                                          const std::string& address, std::chrono::seconds lifetime) {
  // The user's row first, in the order of whoever changes the password or the factor and then ends the sessions.
  note_sign_in(db, waiting.user_id);
  if (!end_staff_session(db, waiting.id)) return std::nullopt;
  return insert_session(db, {waiting.user_id, false, address, lifetime});
}

std::vector<OpenStaffSession> list_staff_sessions(db::Connection& db, const Uuid& user, const SessionLimits& limits) {
  std::vector<OpenStaffSession> sessions;
  for (const auto& row : db.query(
           R"sql(
           SELECT id, created_at, last_seen_at, address
           FROM staff_sessions
           WHERE user_id = ? AND ended_at IS NULL AND waits_for_code = FALSE AND expires_at > UTC_TIMESTAMP(6)
               AND last_seen_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND
           ORDER BY created_at DESC)sql",
           {user, limits.idle.count()})) {
    sessions.push_back({row.uuid("id"), iso8601_from_database(row.text("created_at")),
                        iso8601_from_database(row.text("last_seen_at")), row.text("address")});
  }
  return sessions;
}

bool is_staff_session_open(db::Connection& db, const Uuid& session) {
  return !db.query("SELECT 1 FROM staff_sessions WHERE id = ? AND ended_at IS NULL", {session}).empty();
}

bool end_staff_session_of(db::Connection& db, const Uuid& user, const Uuid& session) {
  return db.execute(
             "UPDATE staff_sessions SET ended_at = UTC_TIMESTAMP(6) WHERE id = ? AND user_id = ? AND ended_at IS NULL",
             {session, user}) == 1;
}

bool end_staff_session(db::Connection& db, const Uuid& session) {
  return db.execute("UPDATE staff_sessions SET ended_at = UTC_TIMESTAMP(6) WHERE id = ? AND ended_at IS NULL",
                    {session}) == 1;
}

void end_staff_sessions_of(db::Connection& db, const Uuid& user, const std::optional<Uuid>& kept_session) {
  db.execute(
      R"sql(
      UPDATE staff_sessions
      SET ended_at = UTC_TIMESTAMP(6)
      WHERE user_id = ? AND ended_at IS NULL AND (? IS NULL OR id <> ?))sql",
      {user, kept_session, kept_session});
}

std::string make_form_value(const crypto::SecretToken& cookie) {
  return crypto::hex(crypto::hmac_sha256(cookie.reveal(), "form"));
}

}  // namespace latchkey::staff
