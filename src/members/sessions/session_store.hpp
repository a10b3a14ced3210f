// Sessions of the members area, in the database alone. Every time is the database's.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "base/clock_text.hpp"
#include "base/uuid.hpp"
#include "crypto/secret.hpp"
#include "db/connection.hpp"

namespace latchkey::members {

struct Session {
  Uuid id;
  Uuid customer_id;
  std::string email;
  std::optional<Uuid> login_token_id;  // the token it was made from
  bool shows_status_popup = true;
  std::string expires_at;  // ISO 8601; the earlier of the idle and the absolute end
  bool is_touch_due = false;
  DatabaseTime stays_so_until;  // its own end, last-seen being due or a minute from now, whichever comes first
};

// The live session behind a cookie: not ended, not idle for longer than the limit, not past its end. One indexed read.
[[nodiscard]] std::optional<Session> find_session(db::Connection& db, const crypto::TokenHash& hash,
                                                  const SessionLimits& limits);

// Writes last-seen. A database that cannot be written to just now loses the touch, not the request.
void touch_session(db::Connection& db, const Session& session);

// find_session() for a request of the session's own: touches it when that is due.
[[nodiscard]] std::optional<Session> visit_session(db::Connection& db, const crypto::TokenHash& hash,
                                                   const SessionLimits& limits);

struct NewSession {
  Uuid customer_id;
  std::optional<Uuid> login_token_id = std::nullopt;
  bool shows_status_popup = true;
  std::string address;
  std::optional<Uuid> replaced_session = std::nullopt;  // this browser's session until now: it ends
};

// Opens a session inside the caller's transaction. Nothing when the customer is blocked: the customer's row is locked
// against a block at the same time.
[[nodiscard]] std::optional<crypto::SecretToken> open_session(db::Connection& db, const NewSession& session,
                                                              const SessionLimits& limits);

void end_session(db::Connection& db, const Uuid& session_id);

}  // namespace latchkey::members
