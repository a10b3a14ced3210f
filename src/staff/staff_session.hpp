// Sessions of the admin area. They are apart from the members': another cookie, another table, a shorter idle time.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "crypto/secret_token.hpp"
#include "db/connection.hpp"
#include "http/request.hpp"
#include "staff/permissions.hpp"
#include "staff/reach.hpp"

namespace latchkey::staff {

inline constexpr std::string_view staff_cookie = "__Host-staff";
inline constexpr std::chrono::seconds staff_idle = std::chrono::minutes{15};

// Idle for staff_idle; in all as long as a member's session.
[[nodiscard]] SessionLimits staff_limits(const Config& config);

struct StaffSession {
  Uuid id = Uuid();
  Uuid user_id = Uuid();
  std::string email;
  std::string name;                  // first and last
  bool waits_for_code = false;       // the second factor has not been shown yet
  bool has_second_factor = false;    // an app or a passkey
  bool needs_second_factor = false;  // a role asks for one
  bool is_touch_due = false;         // the last touch is a minute old
  std::chrono::seconds left{0};      // until the session ends, when nothing is asked for after this request
  Permissions permissions;
  Reach reach = Reach::own;  // how far the permissions reach
};

// The value of the request's cookie. Nothing when there is none, when there are two, and when it cannot be a session's.
[[nodiscard]] std::optional<crypto::SecretToken> find_staff_cookie(const http::Request& request);

// Values of Set-Cookie: as the members' cookie, but SameSite=Strict, since no link from outside leads into the admin
// area.
[[nodiscard]] std::string make_staff_cookie(const crypto::SecretToken& value);
[[nodiscard]] std::string make_expired_staff_cookie();

// The live session behind the cookie: not ended, not idle for longer than the limit, its user enabled.
[[nodiscard]] std::optional<StaffSession> find_staff_session(db::Connection& db, const crypto::TokenHash& hash,
                                                             const SessionLimits& limits);

// The idle time begins anew.
void touch_staff_session(db::Connection& db, const StaffSession& session);

struct NewStaffSession {
  Uuid user;
  std::string password_hash;  // what the password was proved against
  std::string address;
  std::chrono::seconds lifetime;
};

struct StaffCookie {
  crypto::SecretToken value;
  bool waits_for_code;  // the user has a second factor, which is to be shown next
};

// Opens a session inside the caller's transaction. Nothing when the user has another password by now, or is disabled or
// removed: the user's row is written (revision), as it is by such a change and by one of the second factor, so that of
// the two, on whichever nodes of a cluster, one sees the other.
[[nodiscard]] std::optional<StaffCookie> open_staff_session(db::Connection& db, const NewStaffSession& session);

struct PasskeySession {
  Uuid user;
  std::string address;
  std::chrono::seconds lifetime;
};

// Opens a session without a password for somebody whose passkey was proved in the caller's transaction, which has
// written the passkey's row. Nothing when the user is disabled or removed; the user's row is written as by
// open_staff_session().
[[nodiscard]] std::optional<crypto::SecretToken> open_staff_session_by_passkey(db::Connection& db,
                                                                               const PasskeySession& session);

// A session without a limit in place of `waiting`, one that waits for the code: which ends. Inside the caller's
// transaction. Nothing when `waiting` has ended meanwhile, as it does by a change of the password or of the factor.
[[nodiscard]] std::optional<crypto::SecretToken> complete_staff_session(db::Connection& db, const StaffSession& waiting,
                                                                        const std::string& address,
                                                                        std::chrono::seconds lifetime);

struct OpenStaffSession {
  Uuid id;
  std::string created_at;    // ISO 8601
  std::string last_seen_at;  // ISO 8601
  std::string address;
};

// The user's live sessions, the newest first.
[[nodiscard]] std::vector<OpenStaffSession> list_staff_sessions(db::Connection& db, const Uuid& user,
                                                                const SessionLimits& limits);

// Whether it has not been ended; how old it is is not asked.
[[nodiscard]] bool is_staff_session_open(db::Connection& db, const Uuid& session);

// False when it had ended before.
bool end_staff_session(db::Connection& db, const Uuid& session);
// False when the user has no such open session.
bool end_staff_session_of(db::Connection& db, const Uuid& user, const Uuid& session);
// All of the user's but `kept_session`.
void end_staff_sessions_of(db::Connection& db, const Uuid& user,
                           const std::optional<Uuid>& kept_session = std::nullopt);

// The value that every form of a session carries. It is made from the session's cookie, and of no use without it.
[[nodiscard]] std::string make_form_value(const crypto::SecretToken& cookie);

}  // namespace latchkey::staff
