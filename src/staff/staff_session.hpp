// Sessions of the admin area, apart from the members': another cookie, another table, a shorter idle time.
#pragma once
#include <optional>
#include <string>

#include "audit/audit_log.hpp"
#include "crypto/secret_token.hpp"
#include "http/request.hpp"
#include "staff/permissions.hpp"

namespace latchkey::staff {

inline constexpr std::string_view staff_cookie = "__Host-staff";
inline constexpr std::chrono::seconds staff_idle = std::chrono::minutes{15};

struct StaffSession {
  Uuid id = Uuid();
  Uuid user_id = Uuid();
  std::string email;
  std::string name;             // first and last
  bool waits_for_code = false;  // the second factor has not been shown yet
  bool has_second_factor = false;
  bool needs_second_factor = false;  // a role asks for one
  bool is_touch_due = false;
  Permissions permissions;
};

// The value of the request's cookie; nothing when there is none, two, or one that cannot be it.
[[nodiscard]] std::optional<crypto::SecretToken> find_staff_cookie(const http::Request& request);

// Set-Cookie values: as the members' cookie, but SameSite=Strict: no link from outside leads into the admin area.
[[nodiscard]] std::string make_staff_cookie(std::string_view value);
[[nodiscard]] std::string make_expired_staff_cookie();

// The live session behind the cookie: not ended, not idle for longer than the limit, its user enabled.
[[nodiscard]] std::optional<StaffSession> find_staff_session(db::Connection& db, const crypto::TokenHash& hash,
                                                             const SessionLimits& limits);
void touch_staff_session(db::Connection& db, const StaffSession& session);

enum class StaffSessionStage { waits_for_code, complete };
[[nodiscard]] crypto::SecretToken open_staff_session(db::Connection& db, const Uuid& user, const std::string& address,
                                                     StaffSessionStage stage, const SessionLimits& limits);

void end_staff_session(db::Connection& db, const Uuid& session);
void end_staff_sessions_of(db::Connection& db, const Uuid& user);

// The value that every form of a session carries; of no use without the session's cookie, from which it is made.
[[nodiscard]] std::string make_form_value(const crypto::SecretToken& cookie);

}  // namespace latchkey::staff
