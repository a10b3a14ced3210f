#include "staff/role_store.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "db/coordination/turn.hpp"

namespace latchkey::staff {
namespace {

bool is_same(const Role& a, const Role& b) {
  return a.name == b.name && a.permissions.granted() == b.permissions.granted() &&
         a.requires_second_factor == b.requires_second_factor && a.allows_passkey_alone == b.allows_passkey_alone &&
         a.reach == b.reach;
}

// For the activity log.
nlohmann::json role_json(const Role& role) {
  nlohmann::json permissions = nlohmann::json::array();
  for (const auto& permission : role.permissions.granted()) permissions.push_back(permission_name(permission));
  return {{"name", role.name},
          {"permissions", permissions},
          {"secondFactor", role.requires_second_factor},
          {"passkeyAlone", role.allows_passkey_alone},
          {"reach", reach_name(role.reach)}};
}

// One row per permission, or one without any; those of a role must stand together.
constexpr std::string_view select_roles =
    R"sql(
    SELECT r.id, r.name, r.requires_second_factor, r.allows_passkey_alone, r.reach, p.permission,
        (SELECT COUNT(*) FROM user_roles u WHERE u.role_id = r.id) AS users
    FROM roles r
    LEFT JOIN role_permissions p ON p.role_id = r.id)sql";

std::vector<Role> roles_of(const db::Rows& rows) {
  std::vector<Role> roles;
  for (const auto& row : rows) {
    if (roles.empty() || roles.back().id != row.uuid("id")) {
      roles.push_back({.id = row.uuid("id"),
                       .name = row.text("name"),
                       .requires_second_factor = row.flag("requires_second_factor"),
                       .allows_passkey_alone = row.flag("allows_passkey_alone"),
                       .permissions = {},
                       .reach = parse_reach(row.text("reach")),
                       .users = row.integer("users")});
    }
    const auto permission = parse_permission(row.text_or("permission", ""));
    if (permission) roles.back().permissions.add(*permission);
  }
  return roles;
}

void insert_permissions(db::Connection& db, const Role& role) {
  for (const auto& permission : role.permissions.granted()) {
    db.execute("INSERT INTO role_permissions (role_id, permission) VALUES (?, ?)",
               {role.id, permission_name(permission)});
  }
}

// Runs `change` in a transaction, which is rolled back when the change has taken the last administrator away.
template <class Change>
RoleChange keeping_an_administrator(db::Connection& db, Change change) {
  try {
    return db.in_transaction([&](db::Transaction& transaction) {
      lock_roles(db);
      const auto before = count_administrators(db);
      RoleChange outcome = change();
      if (outcome == RoleChange::done && has_lost_the_last(before, count_administrators(db))) {
        outcome = RoleChange::last_administrator;
      }
      if (outcome != RoleChange::done) transaction.roll_back();
      return outcome;
    });
  } catch (const db::DuplicateKey&) {
    return RoleChange::name_taken;
  }
}

nlohmann::json names_of(const std::vector<Role>& roles) {
  nlohmann::json names = nlohmann::json::array();
  for (const auto& role : roles) names.push_back(role.name);
  return names;
}

}  // namespace

void lock_roles(db::Connection& db) {
  db::take_turn(db, db::administrators);
  // The program of the version before knows this lock alone.
  static_cast<void>(db.query("SELECT id FROM roles ORDER BY id FOR UPDATE"));
}

Administrators count_administrators(db::Connection& db) {
  std::map<Uuid, Permissions> users;
  for (const auto& row : db.query(R"sql(
      SELECT u.id, p.permission
      FROM users u
      JOIN user_roles r ON r.user_id = u.id
      JOIN role_permissions p ON p.role_id = r.role_id
      WHERE u.disabled_at IS NULL AND u.removed_at IS NULL AND u.password_hash IS NOT NULL
          AND NOT EXISTS (
            SELECT 1
            FROM user_roles x
            JOIN roles n ON n.id = x.role_id
            WHERE x.user_id = u.id AND n.reach <> 'everything'
          ))sql")) {
    if (const auto permission = parse_permission(row.text("permission"))) users[row.uuid("id")].add(*permission);
  }
  Administrators counted;
  for (const auto& [user, permissions] : users) {
    if (permissions.are_administrator()) ++counted.all;
    if (permissions.cover(Permissions::all())) ++counted.full;
  }
  return counted;
}

bool has_lost_the_last(const Administrators& before, const Administrators& after) {
  return (before.all > 0 && after.all == 0) || (before.full > 0 && after.full == 0);
}

std::vector<Role> list_roles(db::Connection& db) {
  static const std::string sql = std::string(select_roles) + " ORDER BY r.name, r.id";
  return roles_of(db.query(sql));
}

std::optional<Role> find_role(db::Connection& db, const std::string& name_or_id) {
  static const std::string sql = std::string(select_roles) + " WHERE r.name = ? OR r.id = ? ORDER BY r.id";
  auto roles = roles_of(db.query(sql, {trim(name_or_id), Uuid::parse(name_or_id)}));
  if (roles.empty()) return std::nullopt;
  return std::move(roles.front());
}

std::vector<Role> list_roles_of(db::Connection& db, const Uuid& user) {
  static const std::string sql = std::string(select_roles) + R"sql(
    JOIN user_roles x ON x.role_id = r.id
    WHERE x.user_id = ?
    ORDER BY r.name, r.id)sql";
  return roles_of(db.query(sql, {user}));
}

std::map<Uuid, std::string> list_role_names(db::Connection& db) {
  std::map<Uuid, std::string> names;
  for (const auto& row : db.query(R"sql(
      SELECT x.user_id, r.name
      FROM user_roles x
      JOIN roles r ON r.id = x.role_id
      ORDER BY r.name, r.id)sql")) {
    std::string& of_user = names[row.uuid("user_id")];
    of_user += (of_user.empty() ? "" : ", ") + row.text("name");
  }
  return names;
}

Permissions find_permissions(db::Connection& db, const Uuid& user) {
  Permissions permissions;
  for (const auto& row : db.query(R"sql(
      SELECT DISTINCT p.permission
      FROM user_roles r
      JOIN role_permissions p ON p.role_id = r.role_id
      WHERE r.user_id = ?)sql",
                                  {user})) {
    if (const auto permission = parse_permission(row.text("permission"))) permissions.add(*permission);
  }
  return permissions;
}

RoleChange create_role(db::Connection& db, const audit::Actor& actor, const Role& role) {
  return keeping_an_administrator(db, [&] {
    db.execute(
        R"sql(
        INSERT INTO roles (id, name, requires_second_factor, allows_passkey_alone, reach, created_at)
        VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
        {role.id, role.name, role.requires_second_factor, role.allows_passkey_alone, reach_name(role.reach)});
    insert_permissions(db, role);
    audit::record_change(db, actor, {"role.create", "role", role.id, nullptr, role_json(role)});
    return RoleChange::done;
  });
}

RoleChange change_role(db::Connection& db, const audit::Actor& actor, const Role& before, const Role& after) {
  return keeping_an_administrator(db, [&] {
    const auto stored = find_role(db, before.id.text());
    if (!stored || !is_same(*stored, before)) return RoleChange::changed_meanwhile;
    db.execute(
        "UPDATE roles SET name = ?, requires_second_factor = ?, allows_passkey_alone = ?, reach = ? WHERE id = ?",
        {after.name, after.requires_second_factor, after.allows_passkey_alone, reach_name(after.reach), before.id});
    db.execute("DELETE FROM role_permissions WHERE role_id = ?", {before.id});
    insert_permissions(db, after);
    audit::record_change(db, actor, {"role.change", "role", before.id, role_json(before), role_json(after)});
    return RoleChange::done;
  });
}

RoleChange remove_role(db::Connection& db, const audit::Actor& actor, const Role& role) {
  return keeping_an_administrator(db, [&] {
    const bool is_used = !db.query("SELECT user_id FROM user_roles WHERE role_id = ? LIMIT 1", {role.id}).empty();
    if (is_used) return RoleChange::in_use;
    db.execute("DELETE FROM role_permissions WHERE role_id = ?", {role.id});
    db.execute("DELETE FROM roles WHERE id = ?", {role.id});
    audit::record_change(db, actor, {"role.remove", "role", role.id, role_json(role), nullptr});
    return RoleChange::done;
  });
}

RoleChange set_roles(db::Connection& db, const audit::Actor& actor, const Uuid& user, const std::vector<Uuid>& roles) {
  return keeping_an_administrator(db, [&] {
    replace_roles(db, actor, user, roles);
    return RoleChange::done;
  });
}

void replace_roles(db::Connection& db, const audit::Actor& actor, const Uuid& user, const std::vector<Uuid>& roles) {
  const auto before = names_of(list_roles_of(db, user));
  db.execute("DELETE FROM user_roles WHERE user_id = ?", {user});
  for (const auto& role : roles) db.execute("INSERT INTO user_roles (user_id, role_id) VALUES (?, ?)", {user, role});
  const auto after = names_of(list_roles_of(db, user));
  if (before == after) return;
  audit::record_change(db, actor, {"user.roles", "user", user, {{"roles", before}}, {{"roles", after}}});
}

Role require_administrator_role(db::Connection& db, const audit::Actor& actor) {
  const auto find = [&]() -> std::optional<Role> {
    for (auto& role : list_roles(db)) {
      const bool is_full = role.reach == Reach::everything && role.permissions.cover(Permissions::all());
      if (is_full) return std::move(role);
    }
    return std::nullopt;
  };
  if (auto role = find()) return std::move(*role);
  const std::string name = find_role(db, "Administrator") ? "Administrator (all rights)" : "Administrator";
  static_cast<void>(create_role(
      db, actor,
      {.id = Uuid::make(), .name = name, .requires_second_factor = false, .permissions = Permissions::all()}));
  return find().value();
}

}  // namespace latchkey::staff
