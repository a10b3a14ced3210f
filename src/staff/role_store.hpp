// Roles (Settings > System > User Management > Roles) and who has them. The admin area and the command line both come
// here. An administrator is a user who may edit users and roles, is enabled and has a password, and whose roles all
// reach over everything; a full one may do everything. Since nobody gives what he may not do himself, no change takes
// the last of either away.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit_log.hpp"
#include "db/connection.hpp"
#include "staff/permissions.hpp"
#include "staff/reach.hpp"

namespace latchkey::staff {

struct Role {
  Uuid id = Uuid();
  std::string name;
  bool requires_second_factor = false;
  bool allows_passkey_alone = false;  // in place of the password, where all roles of the user allow it
  Permissions permissions;
  Reach reach = Reach::everything;
  std::int64_t users = 0;  // how many have it
};

[[nodiscard]] std::vector<Role> list_roles(db::Connection& db);
[[nodiscard]] std::optional<Role> find_role(db::Connection& db, const std::string& name_or_id);
[[nodiscard]] std::vector<Role> list_roles_of(db::Connection& db, const Uuid& user);
// The names of each user's roles, with commas between them; users without a role are absent.
[[nodiscard]] std::map<Uuid, std::string> list_role_names(db::Connection& db);
[[nodiscard]] Permissions find_permissions(db::Connection& db, const Uuid& user);

enum class RoleChange {
  done,
  name_taken,
  last_administrator,
  in_use,
  changed_meanwhile,  // the role is no longer as `before` says; nothing was done
};

// The role brings its new id.
[[nodiscard]] RoleChange create_role(db::Connection& db, const audit::Actor& actor, const Role& role);
// `before` is what the caller has seen, compared under the rows' lock.
[[nodiscard]] RoleChange change_role(db::Connection& db, const audit::Actor& actor, const Role& before,
                                     const Role& after);
// `in_use` while a user has it.
[[nodiscard]] RoleChange remove_role(db::Connection& db, const audit::Actor& actor, const Role& role);

// The user has exactly these roles from now on.
[[nodiscard]] RoleChange set_roles(db::Connection& db, const audit::Actor& actor, const Uuid& user,
                                   const std::vector<Uuid>& roles);

// The same inside the caller's transaction, which has locked the roles.
void replace_roles(db::Connection& db, const audit::Actor& actor, const Uuid& user, const std::vector<Uuid>& roles);

// A role that may do everything, for the first administrator. It is made when there is none.
[[nodiscard]] Role require_administrator_role(db::Connection& db, const audit::Actor& actor);

struct Administrators {
  std::int64_t all = 0;
  std::int64_t full = 0;
};

[[nodiscard]] Administrators count_administrators(db::Connection& db);

// Whether a change has taken the last administrator, or the last full one, away.
[[nodiscard]] bool has_lost_the_last(const Administrators& before, const Administrators& after);

// Takes the turn of the rule that an administrator is left, and locks all roles until the caller's transaction ends.
// Every change that could take the last administrator away does it first, so that two such changes stand in line, also
// on two nodes of a cluster.
void lock_roles(db::Connection& db);

}  // namespace latchkey::staff
