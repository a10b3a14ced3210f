#include "auth/user_store.hpp"

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

void set_user_state(db::Connection& db, const Actor& actor, const User& user, UserState state) {
  const bool is_disabled = state == UserState::disabled;
  db.in_transaction([&](db::Transaction&) {
    db.execute("UPDATE users SET disabled_at = IF(?, COALESCE(disabled_at, UTC_TIMESTAMP(6)), NULL) WHERE id = ?",
               {is_disabled, user.id});
    record_change(db, actor,
                  {is_disabled ? "user.disable" : "user.enable",
                   "user",
                   user.id,
                   {{"disabled", user.is_disabled}},
                   {{"disabled", is_disabled}}});
  });
}

}  // namespace latchkey::auth
