#include "staff/user_store.hpp"

#include <algorithm>
#include <tuple>

#include "base/clock_text.hpp"
#include "email/email.hpp"
#include "mails/staff_links.hpp"
#include "staff/role_store.hpp"
#include "staff/staff_session.hpp"

namespace latchkey::staff {
namespace {

User user_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .email = row.text("email"),
          .first_name = row.text("first_name"),
          .last_name = row.text("last_name"),
          .is_disabled = row.flag("is_disabled"),
          .created_at = iso8601_from_database(row.text("created_at"))};
}

bool is_same(const User& a, const User& b) {
  return std::tie(a.email, a.first_name, a.last_name) == std::tie(b.email, b.first_name, b.last_name);
}

// For the activity log.
nlohmann::json user_json(const User& user) {
  return {{"email", user.email}, {"firstName", user.first_name}, {"lastName", user.last_name}};
}

std::optional<User> lock_user(db::Connection& db, const Uuid& id) {
  const auto rows = db.query(
      R"sql(
      SELECT id, email, first_name, last_name, disabled_at IS NOT NULL AS is_disabled, created_at
      FROM users
      WHERE id = ? AND removed_at IS NULL
      FOR UPDATE)sql",
      {id});
  return rows.empty() ? std::nullopt : std::optional(user_of(rows.front()));
}

std::vector<std::string> sorted(const std::vector<Uuid>& ids) {
  std::vector<std::string> texts;
  texts.reserve(ids.size());
  for (const auto& id : ids) texts.push_back(id.text());
  std::ranges::sort(texts);
  return texts;
}

std::vector<std::string> role_ids(db::Connection& db, const Uuid& user) {
  std::vector<Uuid> ids;
  for (const auto& role : list_roles_of(db, user)) ids.push_back(role.id);
  return sorted(ids);
}

}  // namespace

std::optional<Uuid> insert_user(db::Connection& db, const audit::Actor& actor, const NewUser& user) {
  const Uuid id = Uuid::make();
  const auto inserted = db.insert(
      R"sql(
      INSERT INTO users (id, email, first_name, last_name, password_hash, created_at)
      VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {id, user.email, user.first_name, user.last_name, user.password_hash}, "users_email_unique");
  if (inserted == db::InsertOutcome::duplicate) return std::nullopt;
  audit::record_change(db, actor,
                       {"user.create",
                        "user",
                        id,
                        nullptr,
                        {{"email", user.email}, {"firstName", user.first_name}, {"lastName", user.last_name}}});
  if (!user.roles.empty()) replace_roles(db, actor, id, user.roles);
  return id;
}

std::optional<Uuid> create_user(db::Connection& db, const audit::Actor& actor, const NewUser& user) {
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto id = insert_user(db, actor, user);
    if (!id) transaction.roll_back();
    return id;
  });
}

std::optional<User> find_user(db::Connection& db, const std::string& email_or_id) {
  const auto id = Uuid::parse(email_or_id);
  const auto rows = db.query(
      R"sql(
      SELECT id, email, first_name, last_name, disabled_at IS NOT NULL AS is_disabled, created_at
      FROM users
      WHERE (email = ? OR id = ?) AND removed_at IS NULL)sql",
      {email::normalize_email(email_or_id), id});
  if (rows.empty()) return std::nullopt;
  return user_of(rows.front());
}

std::vector<User> list_users(db::Connection& db) {
  std::vector<User> users;
  for (const auto& row : db.query(R"sql(
      SELECT id, email, first_name, last_name, disabled_at IS NOT NULL AS is_disabled, created_at
      FROM users
      WHERE removed_at IS NULL
      ORDER BY email)sql")) {
    users.push_back(user_of(row));
  }
  return users;
}

std::map<Uuid, SignInFacts> list_sign_in_facts(db::Connection& db) {
  std::map<Uuid, SignInFacts> facts;
  for (const auto& row : db.query(
           R"sql(
           SELECT u.id, u.last_sign_in_at, u.password_hash IS NOT NULL AS has_password,
               EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id)
                 OR EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id) AS has_factor
           FROM users u
           WHERE u.removed_at IS NULL)sql")) {
    const auto& at = row.optional_text("last_sign_in_at");
    facts[row.uuid("id")] = {at ? std::optional(iso8601_from_database(*at)) : std::nullopt, row.flag("has_password"),
                             row.flag("has_factor")};
  }
  return facts;
}

UserChange change_user(db::Connection& db, const audit::Actor& actor, const UserRecord& before,
                       const UserRecord& after) {
  const Uuid& id = before.user.id;
  try {
    return db.in_transaction([&](db::Transaction& transaction) {
      const auto refuse = [&](UserChange why) {
        transaction.roll_back();
        return why;
      };
      lock_roles(db);
      const auto stored = lock_user(db, id);
      const auto roles = role_ids(db, id);
      const bool is_as_seen = stored && is_same(*stored, before.user) && roles == sorted(before.roles);
      if (!is_as_seen) return refuse(UserChange::changed_meanwhile);
      const auto administrators = count_administrators(db);
      if (!is_same(before.user, after.user)) {
        db.execute("UPDATE users SET email = ?, first_name = ?, last_name = ? WHERE id = ?",
                   {after.user.email, after.user.first_name, after.user.last_name, id});
        audit::record_change(db, actor, {"user.change", "user", id, user_json(before.user), user_json(after.user)});
      }
      if (before.user.email != after.user.email) mails::withdraw_staff_links(db, {id, before.user.email});
      if (roles != sorted(after.roles)) replace_roles(db, actor, id, after.roles);
      if (has_lost_the_last(administrators, count_administrators(db))) return refuse(UserChange::last_administrator);
      return UserChange::done;
    });
  } catch (const db::DuplicateKey&) {
    return UserChange::email_taken;
  }
}

void set_user_password(db::Connection& db, const audit::Actor& actor, const User& user,
                       const std::string& password_hash) {
  db.in_transaction([&](db::Transaction&) {
    db.execute("UPDATE users SET password_hash = ? WHERE id = ?", {password_hash, user.id});
    end_staff_sessions_of(db, user.id);
    mails::withdraw_staff_links(db, {user.id, user.email});
    audit::record_change(db, actor, {"user.password", "user", user.id, nullptr, {{"changed", true}}});
  });
}

UserChange set_user_state(db::Connection& db, const audit::Actor& actor, const User& user, UserState state) {
  const bool is_disabled = state == UserState::disabled;
  return db.in_transaction([&](db::Transaction& transaction) {
    lock_roles(db);
    const auto administrators = count_administrators(db);
    db.execute("UPDATE users SET disabled_at = IF(?, COALESCE(disabled_at, UTC_TIMESTAMP(6)), NULL) WHERE id = ?",
               {is_disabled, user.id});
    if (has_lost_the_last(administrators, count_administrators(db))) {
      transaction.roll_back();
      return UserChange::last_administrator;
    }
    if (is_disabled) {
      end_staff_sessions_of(db, user.id);
      mails::withdraw_staff_links(db, {user.id, user.email});
    }
    audit::record_change(db, actor,
                         {is_disabled ? "user.disable" : "user.enable",
                          "user",
                          user.id,
                          {{"disabled", user.is_disabled}},
                          {{"disabled", is_disabled}}});
    return UserChange::done;
  });
}

}  // namespace latchkey::staff
