#include "auth/user_store.hpp"

#include "auth/role_store.hpp"
#include "auth/staff_session.hpp"
#include "base/clock_text.hpp"
#include "base/utf8.hpp"

namespace latchkey::auth {
namespace {

User user_of(const db::Row& row) {
  return {row.uuid(0), row.text(1), row.text(2), row.text(3), row.flag(4), iso8601_from_database(row.text(5))};
}

}  // namespace

std::optional<Uuid> create_user(db::Connection& db, const Actor& actor, const NewUser& user) {
  const Uuid id = Uuid::make();
  const auto outcome = db.in_transaction([&](db::Transaction& transaction) {
    const auto inserted = db.insert(
        "INSERT INTO users (id, email, first_name, last_name, password_hash, created_at) "
        "VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6))",
        {id, user.email, user.first_name, user.last_name, user.password_hash}, "users_email_unique");
    if (inserted == db::InsertOutcome::duplicate) {
      transaction.roll_back();
    } else {
      record_change(db, actor,
                    {"user.create",
                     "user",
                     id,
                     nullptr,
                     {{"email", user.email}, {"firstName", user.first_name}, {"lastName", user.last_name}}});
    }
    return inserted;
  });
  return outcome == db::InsertOutcome::inserted ? std::optional(id) : std::nullopt;
}

std::optional<User> find_user(db::Connection& db, const std::string& email_or_id) {
  const auto id = Uuid::parse(email_or_id);
  const auto rows = db.query(
      "SELECT id, email, first_name, last_name, disabled_at IS NOT NULL, created_at FROM users "
      "WHERE (email = ? OR id = ?) AND removed_at IS NULL",
      {lower_ascii(trim(email_or_id)), id});
  if (rows.empty()) return std::nullopt;
  return user_of(rows.front());
}

std::vector<User> list_users(db::Connection& db) {
  std::vector<User> users;
  for (const auto& row : db.query("SELECT id, email, first_name, last_name, disabled_at IS NOT NULL, created_at "
                                  "FROM users WHERE removed_at IS NULL ORDER BY email")) {
    users.push_back(user_of(row));
  }
  return users;
}

UserChange change_user(db::Connection& db, const Actor& actor, const User& before, const User& after) {
  const auto user_json = [](const User& user) {
    return nlohmann::json{{"email", user.email}, {"firstName", user.first_name}, {"lastName", user.last_name}};
  };
  try {
    db.in_transaction([&](db::Transaction&) {
      db.execute("UPDATE users SET email = ?, first_name = ?, last_name = ? WHERE id = ?",
                 {after.email, after.first_name, after.last_name, before.id});
      record_change(db, actor, {"user.change", "user", before.id, user_json(before), user_json(after)});
    });
  } catch (const db::DuplicateKey&) {
    return UserChange::email_taken;
  }
  return UserChange::done;
}

void set_user_password(db::Connection& db, const Actor& actor, const User& user, const std::string& password_hash) {
  db.in_transaction([&](db::Transaction&) {
    db.execute("UPDATE users SET password_hash = ? WHERE id = ?", {password_hash, user.id});
    end_staff_sessions_of(db, user.id);
    record_change(db, actor, {"user.password", "user", user.id, nullptr, {{"changed", true}}});
  });
}

UserChange set_user_state(db::Connection& db, const Actor& actor, const User& user, UserState state) {
  const bool is_disabled = state == UserState::disabled;
  return db.in_transaction([&](db::Transaction& transaction) {
    lock_roles(db);
    const bool had_administrator = count_administrators(db) > 0;
    db.execute("UPDATE users SET disabled_at = IF(?, COALESCE(disabled_at, UTC_TIMESTAMP(6)), NULL) WHERE id = ?",
               {is_disabled, user.id});
    if (had_administrator && count_administrators(db) == 0) {
      transaction.roll_back();
      return UserChange::last_administrator;
    }
    if (is_disabled) end_staff_sessions_of(db, user.id);
    record_change(db, actor,
                  {is_disabled ? "user.disable" : "user.enable",
                   "user",
                   user.id,
                   {{"disabled", user.is_disabled}},
                   {{"disabled", is_disabled}}});
    return UserChange::done;
  });
}

}  // namespace latchkey::auth
