#include "staff/permissions.hpp"

#include <algorithm>

namespace latchkey::staff {

std::string permission_name(Permission permission) {
  const auto text = std::ranges::find(all_areas, permission.area, &AreaText::area);
  return std::string(text->name) + (permission.level == Level::edit ? ":edit" : ":view");
}

std::optional<Permission> parse_permission(std::string_view name) {
  const Permissions all = Permissions::all();
  for (const auto& permission : all.granted()) {
    if (permission_name(permission) == name) return permission;
  }
  return std::nullopt;
}

bool Permissions::allow(Permission permission) const {
  return granted_.contains({permission.area, Level::edit}) || granted_.contains(permission);
}

bool Permissions::cover(const Permissions& others) const {
  return std::ranges::all_of(others.granted_, [&](const Permission& permission) { return allow(permission); });
}

bool Permissions::are_administrator() const {
  return allow({Area::users, Level::edit}) && allow({Area::roles, Level::edit});
}

Permissions Permissions::all() {
  Permissions permissions;
  for (const auto& text : all_areas) {
    for (const Level level : {Level::view, Level::edit}) {
      if (text.has(level)) permissions.add({text.area, level});
    }
  }
  return permissions;
}

}  // namespace latchkey::staff
