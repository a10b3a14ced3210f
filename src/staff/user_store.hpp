// Staff (Settings > System > User Management > Users).
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit_log.hpp"
#include "db/connection.hpp"

namespace latchkey::staff {

struct User {
  Uuid id;
  std::string email;
  std::string first_name;
  std::string last_name;
  bool is_disabled = false;
  std::string created_at;  // ISO 8601
};

struct NewUser {
  std::string email;  // trimmed and lower-cased
  std::string first_name;
  std::string last_name;
  std::optional<std::string> password_hash;  // without one the user cannot sign in
  std::vector<Uuid> roles = {};
};

// The new user's id; nothing when a user has this e-mail.
[[nodiscard]] std::optional<Uuid> create_user(db::Connection& db, const audit::Actor& actor, const NewUser& user);

// The same inside the caller's transaction, which must be rolled back when there is none.
[[nodiscard]] std::optional<Uuid> insert_user(db::Connection& db, const audit::Actor& actor, const NewUser& user);

// By e-mail or id; removed users are not found.
[[nodiscard]] std::optional<User> find_user(db::Connection& db, const std::string& email_or_id);
[[nodiscard]] std::vector<User> list_users(db::Connection& db);

struct SignInFacts {
  std::optional<std::string> last_sign_in_at;  // to the admin area, ISO 8601
  bool has_password = false;
  bool has_second_factor = false;
};

// Of all users that list_users() lists.
[[nodiscard]] std::map<Uuid, SignInFacts> list_sign_in_facts(db::Connection& db);

enum class UserChange {
  done,
  email_taken,
  last_administrator,
  changed_meanwhile,  // the user is no longer as `before` says; nothing was done
};

struct UserRecord {
  User user;
  std::vector<Uuid> roles;
};

// Stores names, e-mail and roles of `after`, all or nothing. `before` is what the caller has seen; it is compared under
// the rows' lock. With another e-mail, mailed links for a new password end, as they do below.
[[nodiscard]] UserChange change_user(db::Connection& db, const audit::Actor& actor, const UserRecord& before,
                                     const UserRecord& after);

// Ends the user's sessions in the admin area, and mailed links for a new password.
void set_user_password(db::Connection& db, const audit::Actor& actor, const User& user,
                       const std::string& password_hash);

enum class UserState { enabled, disabled };

// A disabled user cannot sign in; the sessions end, mailed links for a new password too, and the API keys tied to the
// user stop. The last administrator stays enabled. `done` or `last_administrator`.
[[nodiscard]] UserChange set_user_state(db::Connection& db, const audit::Actor& actor, const User& user,
                                        UserState state);

}  // namespace latchkey::staff
