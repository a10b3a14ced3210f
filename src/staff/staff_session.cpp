#include "staff/staff_session.hpp"

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "staff/role_store.hpp"

namespace latchkey::staff {
namespace {

constexpr std::string_view attributes = "; Path=/; Secure; HttpOnly; SameSite=Strict";

}  // namespace

std::optional<crypto::SecretToken> find_staff_cookie(const http::Request& request) {
  const auto values = request.find_cookies(staff_cookie);
  return values.size() == 1 ? crypto::SecretToken::parse(values.front()) : std::nullopt;
}

std::string make_staff_cookie(std::string_view value) {
  return std::string(staff_cookie) + '=' + std::string(value) + std::string(attributes);
}

std::string make_expired_staff_cookie() { return make_staff_cookie("") + "; Max-Age=0"; }

std::optional<StaffSession> find_staff_session(db::Connection& db, const crypto::TokenHash& hash,
                                               const SessionLimits& limits) {
  const auto rows = db.query(
      R"sql(
      SELECT s.id, u.id, u.email, CONCAT(u.first_name, ' ', u.last_name), s.waits_for_code,
          EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id),
          EXISTS (SELECT 1 FROM user_roles x JOIN roles r ON r.id = x.role_id WHERE x.user_id = u.id
          AND r.requires_second_factor = TRUE), s.last_seen_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND
      FROM staff_sessions s
      JOIN users u ON u.id = s.user_id
      WHERE s.session_hash = ? AND s.ended_at IS NULL AND s.expires_at > UTC_TIMESTAMP(6)
          AND s.last_seen_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND AND u.disabled_at IS NULL AND u.removed_at IS NULL)sql",
      {hash.bytes(), limits.idle.count()});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return StaffSession{row.uuid(0), row.uuid(1), row.text(2),
                      row.text(3), row.flag(4), row.flag(5),
                      row.flag(6), row.flag(7), find_permissions(db, row.uuid(1))};
}

void touch_staff_session(db::Connection& db, const StaffSession& session) {
  db.execute("UPDATE staff_sessions SET last_seen_at = UTC_TIMESTAMP(6) WHERE id = ?", {session.id});
}

crypto::SecretToken open_staff_session(db::Connection& db, const Uuid& user, const std::string& address,
                                       StaffSessionStage stage, const SessionLimits& limits) {
  crypto::SecretToken cookie = crypto::SecretToken::make();
  db.execute(
      R"sql(
      INSERT INTO staff_sessions (id, session_hash, user_id, waits_for_code, address, created_at, last_seen_at,
          expires_at)
      VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND))sql",
      {Uuid::make(), cookie.hash().bytes(), user, stage == StaffSessionStage::waits_for_code, address,
       limits.lifetime.count()});
  return cookie;
}

void end_staff_session(db::Connection& db, const Uuid& session) {
  db.execute("UPDATE staff_sessions SET ended_at = UTC_TIMESTAMP(6) WHERE id = ? AND ended_at IS NULL", {session});
}

void end_staff_sessions_of(db::Connection& db, const Uuid& user) {
  db.execute("UPDATE staff_sessions SET ended_at = UTC_TIMESTAMP(6) WHERE user_id = ? AND ended_at IS NULL", {user});
}

std::string make_form_value(const crypto::SecretToken& cookie) {
  return crypto::hex(crypto::hmac_sha256(cookie.reveal(), "form"));
}

}  // namespace latchkey::staff
