#include "admin/frame/form.hpp"
#include "admin/frame/frame.hpp"
#include "admin/frame/page.hpp"
#include "admin/system/system_pages.hpp"
#include "crypto/secret_box.hpp"
#include "staff/role_store.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using staff::Area;
using staff::Level;
using staff::Role;

std::string summary(const Role& role) {
  std::string text;
  for (const auto& area : staff::all_areas) {
    if (!role.permissions.allow({area.area, Level::view})) continue;
    text += (text.empty() ? "" : ", ") + std::string(area.label);
    if (role.permissions.allow({area.area, Level::edit})) text += " (edit)";
  }
  return text;
}

std::string state_of(const Role& role) {
  std::vector<std::string> values{role.name, role.requires_second_factor ? "1" : "0"};
  for (const auto& permission : role.permissions.granted()) values.push_back(staff::permission_name(permission));
  return fingerprint(values);
}

Role read_role(const Visit& visit, Errors& errors) {
  Role role;
  role.id = Uuid::parse(visit.id).value_or(Uuid::make());
  role.name = read_label(visit, "name", errors);
  for (const auto& name : read_ticks(visit, "permissions")) {
    if (const auto permission = staff::parse_permission(name)) role.permissions.add(*permission);
  }
  for (const auto& tick : read_ticks(visit, "rules")) {
    if (tick == "second-factor") role.requires_second_factor = true;
  }
  return role;
}

std::vector<Field> fields_of(const Role& role) {
  std::vector<Field> fields{{.name = "name", .label = "Name", .value = role.name, .need = Field::Need::required}};
  for (const auto& area : staff::all_areas) {
    Field field{.name = "permissions", .label = std::string(area.label), .kind = Field::Kind::choices};
    for (const Level level : {Level::view, Level::edit}) {
      if (level == Level::edit && !area.has_edit) continue;
      const staff::Permission permission{area.area, level};
      field.choices.push_back({staff::permission_name(permission), level == Level::edit ? "edit" : "view",
                               role.permissions.allow(permission)});
    }
    fields.push_back(field);
  }
  fields.push_back({.name = "rules",
                    .label = "Sign-in",
                    .kind = Field::Kind::choices,
                    .choices = {{"second-factor", "needs a second factor", role.requires_second_factor}}});
  return fields;
}

Response show_form(const Visit& visit, const Role& role, const std::string& title, const Errors& errors) {
  Page page(visit, title);
  page.below("Roles", "/admin/roles");
  if (const auto found = errors.find(""); found != errors.end()) page.add(Notice{Tone::bad, found->second});
  if (!visit.may(Area::roles, Level::edit)) {
    page.add(Details{"", {{"Allows", plain(summary(role))}, {"Users", plain(std::to_string(role.users))}}});
    return page.render();
  }
  const bool is_new = visit.id.empty();
  Form form{.title = "", .action = is_new ? "/roles/new" : "/roles/" + visit.id, .submit = "Save"};
  form.text = "What is not ticked is not allowed. To edit includes to view.";
  form.fields = fields_of(role);
  tell(form.fields, errors);
  if (!is_new) {
    form.hidden = {{"seen", errors.empty() ? state_of(role) : visit.typed("seen")}};
    page.link_to("Remove", "/admin/roles/" + visit.id + "/remove");
  }
  form.cancel = "/admin/roles";
  return page.add(form).render(errors.empty() ? 200 : 422);
}

template <class Act>
Response with_role(const Visit& visit, Act act) {
  const auto role = Uuid::parse(visit.id) ? staff::find_role(visit.db, visit.id) : std::nullopt;
  if (!role) return refuse(visit, 404, "Role not found", "There is no role at this address.");
  return act(*role);
}

void check_cover(const Visit& visit, const Role& role, Errors& errors) {
  if (!visit.session.permissions.cover(role.permissions)) {
    errors[""] = "A role that allows more than you may do can only be changed by somebody who may do it.";
  }
}

// Who has to have a second factor cannot sign in where none can be stored.
void check_second_factor(const Visit& visit, const Role& before, const Role& after, Errors& errors) {
  if (before.requires_second_factor || !after.requires_second_factor) return;
  try {
    static_cast<void>(crypto::SecretBox(visit.config.key_file));
  } catch (const std::runtime_error& error) {
    errors["rules"] = "A second factor cannot be stored yet: " + std::string(error.what());
  }
}

void tell_change(const Visit& visit, staff::RoleChange change, const Role& role, Errors& errors) {
  if (change == staff::RoleChange::changed_meanwhile) errors[""] = last_change(visit, role.id);
  if (change == staff::RoleChange::name_taken) errors["name"] = "Another role has this name.";
  if (change == staff::RoleChange::last_administrator) {
    errors[""] = "The last administrator would lose the right to edit users and roles. Make another one first.";
  }
}

}  // namespace

Response list_roles(const Visit& visit) {
  Page page(visit, "Roles");
  if (visit.may(Area::roles, Level::edit)) page.link_to("New", "/admin/roles/new");
  Table table{.title = "", .empty = "There is no role yet.", .columns = {"Name", "Allows", "Second factor", "Users"}};
  for (const auto& role : staff::list_roles(visit.db)) {
    table.rows.push_back({link(role.name, "/admin/roles/" + role.id.text()), plain(summary(role)),
                          plain(role.requires_second_factor ? "needed" : ""), plain(std::to_string(role.users))});
  }
  return page.add(table).render();
}

Response show_new_role(const Visit& visit) { return show_form(visit, {}, "New role", {}); }

Response save_new_role(const Visit& visit) {
  Errors errors;
  const Role role = read_role(visit, errors);
  check_cover(visit, role, errors);
  check_second_factor(visit, {}, role, errors);
  if (errors.empty()) tell_change(visit, staff::create_role(visit.db, visit.actor(), role), role, errors);
  return errors.empty() ? go("/roles", "role_created") : show_form(visit, role, "New role", errors);
}

Response show_role(const Visit& visit) {
  return with_role(visit, [&](const Role& role) { return show_form(visit, role, role.name, {}); });
}

Response save_role(const Visit& visit) {
  return with_role(visit, [&](const Role& before) {
    Errors errors;
    const Role after = read_role(visit, errors);
    check_cover(visit, before, errors);
    check_cover(visit, after, errors);
    check_second_factor(visit, before, after, errors);
    if (errors.empty() && visit.typed("seen") != state_of(before)) errors[""] = last_change(visit, before.id);
    if (errors.empty()) tell_change(visit, staff::change_role(visit.db, visit.actor(), before, after), before, errors);
    return errors.empty() ? go("/roles", "role_saved") : show_form(visit, after, before.name, errors);
  });
}

Response confirm_remove_role(const Visit& visit) {
  return with_role(visit, [&](const Role& role) {
    Form form{.title = "", .action = "/roles/" + visit.id + "/remove", .submit = "Remove", .tone = Tone::bad};
    form.text = "The role " + role.name + " is removed. Users who have it must lose it first; at the moment that are " +
                std::to_string(role.users) + ".";
    form.cancel = "/admin/roles/" + visit.id;
    Page page(visit, "Remove a role");
    return page.below("Roles", "/admin/roles").add(form).render();
  });
}

Response remove_role(const Visit& visit) {
  return with_role(visit, [&](const Role& role) {
    Errors errors;
    check_cover(visit, role, errors);
    if (!errors.empty()) return refuse(visit, 403, "Not allowed", errors.at(""));
    if (staff::remove_role(visit.db, visit.actor(), role) == staff::RoleChange::done)
      return go("/roles", "role_removed");
    return refuse(visit, 409, "The role is in use", "Take it from its users first, then remove it.");
  });
}

}  // namespace latchkey::admin
