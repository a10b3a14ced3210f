#include <iomanip>
#include <sstream>

#include "base/uuid.hpp"
#include "limit_statements.hpp"

namespace latchkey::bench {
namespace {

const std::string loopback("\x7f\0\0\1", 4);  // the network that a request came from

std::string numbered(const std::string& prefix, long number) {
  std::ostringstream text;
  text << prefix << std::setw(43) << std::setfill('0') << number;
  return text.str();
}

struct Token {
  Field id, customer, api_key, email;
};

Token find_token(LimitClient& db, const std::string& hash) {
  const auto rows = db.query(
      R"sql(
      SELECT t.id, t.customer_id, c.lead_id, t.kind, t.return_url, t.shows_status_popup, t.is_mailed, t.api_key_id, c.email,
          c.language,
          CASE
              WHEN c.blocked_at IS NOT NULL THEN 'customer_blocked'
              WHEN t.used_at IS NOT NULL THEN 'spent'
              WHEN t.revoked_at IS NOT NULL THEN 'revoked'
              WHEN t.expires_at <= UTC_TIMESTAMP(6) THEN 'expired'
          END AS refusal,
          (SELECT path FROM menus WHERE home_marker = 1 AND is_enabled = TRUE) AS home,
          EXISTS (SELECT 1 FROM endpoints e WHERE e.state <> 'disabled') AS has_listeners
      FROM login_tokens t
      JOIN customers c ON c.id = t.customer_id
      WHERE t.token_hash = ?)sql",
      {hash});
  const Row& row = rows.at(0);
  return {row.at(0), row.at(1), row.at(7), row.at(8)};
}

void open_session(LimitClient& db, const Token& token) {
  db.change_one(
      R"sql(
      UPDATE customers
      SET last_sign_in_at = UTC_TIMESTAMP(6) + INTERVAL (last_sign_in_at <=> UTC_TIMESTAMP(6)) MICROSECOND
      WHERE id = ? AND blocked_at IS NULL AND (? IS NULL OR password_hash = ?))sql",
      {token.customer, {}, {}});
  db.change_one(
      R"sql(
      INSERT INTO sessions (id, session_hash, customer_id, email, login_token_id, shows_status_popup, address,
          created_at, last_seen_at, expires_at)
      SELECT ?, ?, id, email, ?, ?, ?,
          UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND
      FROM customers
      WHERE id = ?)sql",
      {Uuid::make().bytes(), sha256(Uuid::make().bytes()), token.id, "1", "127.0.0.1", "43200", token.customer});
}

void note(LimitClient& db, const Token& token) {
  db.change_one(
      R"sql(
      INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, network, account_hash,
          customer_id, login_token_id, api_key_id, return_url, return_url_reason, request_id)
      VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql",
      {Uuid::make().bytes(),
       "token",
       "signed_in",
       "127.0.0.1",
       loopback,
       sha256(*token.email),
       token.customer,
       token.id,
       token.api_key,
       {},
       {},
       Uuid::make().text()});
}

}  // namespace

void redeem(LimitClient& db, long token_number) {
  const std::string hash = sha256(numbered("lt_", token_number));
  const Token token = find_token(db, hash);
  db.change_one(
      R"sql(
      UPDATE login_tokens
      SET used_at = UTC_TIMESTAMP(6)
      WHERE token_hash = ? AND used_at IS NULL AND revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6))sql",
      {hash});
  open_session(db, token);
  note(db, token);
  db.send("COMMIT");
}

}  // namespace latchkey::bench
