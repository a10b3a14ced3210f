// Sessions of the members area, in the database alone. Every time is the database's.
#pragma once
#include <optional>
#include <string>

#include "base/clock_text.hpp"
#include "base/uuid.hpp"
#include "config/config.hpp"
#include "crypto/secret_token.hpp"
#include "db/connection.hpp"

namespace latchkey::members {

struct Session {
  Uuid id;
  Uuid customer_id;
  std::string email;
  std::optional<Uuid> login_token_id;  // the token it was made from
  bool shows_status_popup = true;
  std::string expires_at;       // ISO 8601; the earlier of the idle and the absolute end
  bool is_touch_due = false;    // last-seen is more than a minute old
  DatabaseTime stays_so_until;  // the earliest of: its absolute end, when a touch is due, a minute from now
};

// The live session behind a cookie: not ended, not idle for longer than the limit, not past its end. Nothing without a
// cookie. One indexed read.
[[nodiscard]] std::optional<Session> find_session(db::Connection& db, const std::optional<crypto::TokenHash>& cookie,
                                                  const SessionLimits& limits);

// Writes last-seen. When the database cannot be written to just now, the touch is lost and the request goes on.
void touch_session(db::Connection& db, const Session& session);

// find_session() for a request that keeps the session alive: touches it when that is due.
[[nodiscard]] std::optional<Session> visit_session(db::Connection& db, const std::optional<crypto::TokenHash>& cookie,
                                                   const SessionLimits& limits);

struct NewSession {
  Uuid customer_id;
  std::optional<Uuid> login_token_id = std::nullopt;
  bool shows_status_popup = true;
  std::string address;
  std::optional<Uuid> replaced_session = std::nullopt;        // this browser's session until now: it ends
  std::optional<std::string> password_hash = std::nullopt;    // what the password was proved against
  std::optional<crypto::SecretToken> cookie = std::nullopt;   // its cookie's value; when absent, see open_session()
  std::optional<crypto::SecretToken> browser = std::nullopt;  // a secret by which the browser is known again
};

// Opens a session inside the caller's transaction. Nothing when the customer is blocked or has another password_hash by
// now. The customer's row is written (last_sign_in_at): of a sign-in and such a change at the same moment, on whichever
// nodes of a cluster, one sees the other.
//
// With `browser`, a session that this browser has opened for this customer in the last ten seconds is given once more:
// the browser has sent one form twice (double click), and keeps the cookie of the last answer alone. One whose cookie
// the browser has sent, the replaced session, is no such session. The cookie is then derived from `browser` and the
// session's id; else it is a random one.
[[nodiscard]] std::optional<crypto::SecretToken> open_session(db::Connection& db, const NewSession& session,
                                                              const SessionLimits& limits);

void end_session(db::Connection& db, const Uuid& session_id);

// What a page may want to say of the customer who is signed in.
struct Profile {
  std::string first_name;
  std::string last_name;
  bool is_blocked;
};
[[nodiscard]] std::optional<Profile> find_profile(db::Connection& db, const Uuid& customer_id);

// The language that is known of the customer, BCP 47.
[[nodiscard]] std::optional<std::string> find_customer_language(db::Connection& db, const Uuid& customer_id);

}  // namespace latchkey::members
