#include "admin/frame/edit_form.hpp"
#include "admin/parts/remedy.hpp"
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
    const bool may_edit = area.deed.empty() && role.permissions.allow({area.area, Level::edit});
    if (may_edit) text += " (edit)";
  }
  return text;
}

std::string_view label_of(staff::Reach reach) {
  switch (reach) {
    case staff::Reach::everything:
      return "everything";
    case staff::Reach::own_with_persons:
      return "the user's own leads, customers, keys and calls, with names, e-mails and phones";
    case staff::Reach::own:
      break;
  }
  return "the user's own leads, customers, keys and calls, without personal data";
}

// The passkey that is enough stands for both factors.
std::string sign_in_rule(const Role& role) {
  std::string text = role.requires_second_factor ? "needed" : "";
  if (role.allows_passkey_alone) text += text.empty() ? "or a passkey alone" : ", or a passkey alone";
  return text;
}

Found<Role> find_role(const Visit& visit) {
  auto role = Uuid::parse(visit.id) ? staff::find_role(visit.db, visit.id) : std::nullopt;
  if (role) return *std::move(role);
  return refuse(visit, 404, "Role not found", "There is no role at this address.");
}

Found<Role> start_role(const Visit&) {
  Role role;
  role.id = Uuid::make();
  return role;
}

Version version_of(const Role& role) {
  std::vector<std::string> values{role.name, role.requires_second_factor ? "1" : "0",
                                  role.allows_passkey_alone ? "1" : "0", std::string(staff::reach_name(role.reach))};
  for (const auto& permission : role.permissions.granted()) values.push_back(staff::permission_name(permission));
  return {role.id, fingerprint_of(values)};
}

// Nobody makes, changes or removes a role that allows more than he may do himself.
bool is_covered(const Visit& visit, const Role& role) { return visit.session.permissions.cover(role.permissions); }

constexpr std::string_view not_covered =
    "A role that allows more than you may do can only be changed by somebody who may do it.";

// A role must not need a second factor while none can be stored: its users could not sign in any more.
void check_second_factor(const Visit& visit, Errors& errors) {
  try {
    static_cast<void>(crypto::SecretBox(visit.config.key_file));
  } catch (const std::runtime_error& error) {
    errors["rules"] = "A second factor cannot be stored yet: " + name_pages(error.what());
  }
}

Role read_role(const Visit& visit, const Role& before, Edit& edit) {
  Role role = before;
  role.name = read_label(visit, "name", edit.errors);
  role.permissions = {};
  for (const auto& name : read_ticks(visit, "permissions")) {
    if (const auto permission = staff::parse_permission(name)) role.permissions.add(*permission);
  }
  role.requires_second_factor = is_ticked(visit, "rules", "second-factor");
  role.allows_passkey_alone = is_ticked(visit, "rules", "passkey-alone");
  if (const std::string reach = visit.typed("reach"); !reach.empty()) role.reach = staff::parse_reach(reach);
  // Its users may have other roles, which it narrows as well.
  const bool widens_users = role.users > 0 && role.reach > before.reach;
  if (widens_users && !visit.session.permissions.cover(staff::Permissions::all())) {
    edit.errors["reach"] = "The role has users. Only somebody who may do everything lets them see more.";
  }
  if (!is_covered(visit, before) || !is_covered(visit, role)) edit.errors[""] = not_covered;
  if (role.requires_second_factor && !before.requires_second_factor) check_second_factor(visit, edit.errors);
  return role;
}

SaveOutcome outcome_of(staff::RoleChange change, const Saved& saved) {
  switch (change) {
    case staff::RoleChange::changed_meanwhile:
      return ChangedMeanwhile();
    case staff::RoleChange::name_taken:
      return Errors{{"name", "Another role has this name."}};
    case staff::RoleChange::last_administrator:
      return Errors{
          {"", "The last administrator would lose a right that nobody could give back. Make another one first."}};
    case staff::RoleChange::in_use:
    case staff::RoleChange::done:
      break;
  }
  return saved;
}

SaveOutcome add_role(const Visit& visit, const Role& role) {
  return outcome_of(staff::create_role(visit.db, visit.actor(), role), {"/roles", "role_created"});
}

SaveOutcome change_role(const Visit& visit, const Role& before, const Role& after) {
  return outcome_of(staff::change_role(visit.db, visit.actor(), before, after), {"/roles", "role_saved"});
}

std::vector<Field> fields_of(const Role& role) {
  std::vector<Field> fields{{.name = "name", .label = "Name", .value = role.name, .need = Field::Need::required}};
  for (const auto& area : staff::all_areas) {
    Field field{.name = "permissions", .label = std::string(area.label), .kind = Field::Kind::choices};
    field.id = "f-permissions-" + std::string(area.name);
    for (const Level level : {Level::view, Level::edit}) {
      if (!area.has(level)) continue;
      const staff::Permission permission{area.area, level};
      const std::string_view page_deed = level == Level::edit ? "edit" : "view";
      field.choices.push_back({staff::permission_name(permission),
                               std::string(area.deed.empty() ? page_deed : area.deed),
                               role.permissions.allow(permission)});
    }
    fields.push_back(field);
  }
  Field reach{.name = "reach", .label = "Reaches over", .kind = Field::Kind::select};
  reach.hint =
      "For a partner's user, tied to his API keys: he sees what is his, changes nothing, and nothing else is open to "
      "him, whatever this or another role of his allows.";
  for (const auto one : staff::all_reaches) {
    reach.choices.push_back({std::string(staff::reach_name(one)), std::string(label_of(one)), one == role.reach});
  }
  fields.push_back(reach);
  fields.push_back(
      {.name = "rules",
       .label = "Sign-in",
       .kind = Field::Kind::choices,
       .choices = {{"second-factor", "needs a second factor", role.requires_second_factor},
                   {"passkey-alone", "a passkey is enough, without the password, where every role of the user says so",
                    role.allows_passkey_alone}}});
  return fields;
}

Response show_form(const Visit& visit, const Role& role, const Edit& edit) {
  const std::string address = "/roles/" + (edit.is_new() ? "new" : visit.id);
  Page page(visit, edit.is_new() ? "New role" : role.name);
  page.below("Roles", "/admin/roles");
  if (!visit.may(Area::roles, Level::edit)) {
    page.add(Details{"",
                     {{"Allows", plain(summary(role))},
                      {"Reaches over", plain(label_of(role.reach))},
                      {"Users", plain(std::to_string(role.users))}}});
    return page.render();
  }
  if (!edit.is_new()) page.link_to("Remove", "/admin" + address + "/remove", Weight::dangerous);
  Form form{.action = address, .submit = "Save", .fields = fields_of(role), .cancel = "/admin/roles"};
  form.text = "What is not ticked is not allowed. To edit includes to view.";
  return render_edit(visit, page, form, edit);
}

constexpr EditRules<Role> role_rules{.find = find_role,
                                     .start = start_role,
                                     .version_of = version_of,
                                     .read = read_role,
                                     .add = add_role,
                                     .change = change_role,
                                     .show = show_form};

}  // namespace

Response list_roles(const Visit& visit) {
  Page page(visit, "Roles");
  if (visit.may(Area::roles, Level::edit)) page.link_to("New", "/admin/roles/new");
  Table table{.empty = "There is no role yet.",
              .columns = {"Name", "Allows", "Reaches over", "Second factor", "Users"}};
  for (const auto& role : staff::list_roles(visit.db)) {
    table.rows.push_back({link(role.name, "/admin/roles/" + role.id.text()), plain(summary(role)),
                          plain(label_of(role.reach)), plain(sign_in_rule(role)), plain(std::to_string(role.users))});
  }
  return page.add(table).render();
}

Response show_new_role(const Visit& visit) { return show_new(visit, role_rules); }

Response save_new_role(const Visit& visit) { return save_new(visit, role_rules); }

Response show_role(const Visit& visit) { return show_stored(visit, role_rules); }

Response save_role(const Visit& visit) { return save_stored(visit, role_rules); }

Response confirm_remove_role(const Visit& visit) {
  return with_found(find_role(visit), [&](const Role& role) {
    Form form{.action = "/roles/" + visit.id + "/remove", .submit = "Remove", .tone = Tone::bad};
    form.text = "The role " + role.name + " is removed. Users who have it must lose it first; at the moment that are " +
                std::to_string(role.users) + ".";
    form.cancel = "/admin/roles/" + visit.id;
    Page page(visit, "Remove a role");
    return page.below("Roles", "/admin/roles").add(form).render();
  });
}

Response remove_role(const Visit& visit) {
  return with_found(find_role(visit), [&](const Role& role) {
    if (!is_covered(visit, role)) return refuse(visit, 403, "Not allowed", not_covered);
    if (staff::remove_role(visit.db, visit.actor(), role) != staff::RoleChange::done) {
      return refuse(visit, 409, "The role is in use", "Take it from its users first, then remove it.");
    }
    return go("/roles", "role_removed");
  });
}

}  // namespace latchkey::admin
