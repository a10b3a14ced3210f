// What staff may do: one permission per area and level. `edit` includes `view`. Deeds that tell, give or
// take more than the page on which they stand have a permission of their own, each of one level: to take lists away as
// files, to make links that sign in as customers (or give API keys the right to), and to export or erase all that is
// stored about a person.
#pragma once
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace latchkey::staff {

enum class Area {
  api_keys,
  users,
  roles,
  menus,
  lead_statuses,
  platforms,
  webhooks,
  login_activity,
  activity_log,
  customers,
  leads,
  exports,
  login_links,
  privacy
};
enum class Level { view, edit };

enum class Levels { view_and_edit, view_alone, edit_alone };

struct AreaText {
  Area area;
  std::string_view name;   // as stored
  std::string_view label;  // as staff read it
  Levels levels;
  std::string_view deed = {};  // what the one level of a deed allows; empty for a page

  [[nodiscard]] constexpr bool has(Level level) const {
    return levels == Levels::view_and_edit || (levels == Levels::view_alone) == (level == Level::view);
  }
};

// All areas, in the order of the menu.
inline constexpr std::array<AreaText, 14> all_areas{
    {{Area::api_keys, "api_keys", "Api Keys", Levels::view_and_edit},
     {Area::users, "users", "Users", Levels::view_and_edit},
     {Area::roles, "roles", "Roles", Levels::view_and_edit},
     {Area::menus, "menus", "Menus", Levels::view_and_edit},
     {Area::lead_statuses, "lead_statuses", "Lead statuses", Levels::view_and_edit},
     {Area::platforms, "platforms", "Trading Platforms", Levels::view_and_edit},
     {Area::webhooks, "webhooks", "Webhooks", Levels::view_and_edit},
     {Area::login_activity, "login_activity", "Login activity", Levels::view_alone},
     {Area::activity_log, "activity_log", "Activity log", Levels::view_alone},
     {Area::customers, "customers", "Customers", Levels::view_and_edit},
     {Area::leads, "leads", "Leads", Levels::view_and_edit},
     {Area::exports, "exports", "Exports", Levels::view_alone, "take lists as CSV files"},
     {Area::login_links, "login_links", "Login links", Levels::edit_alone,
      "sign in as customers: make login links, and API keys that may"},
     {Area::privacy, "privacy", "Personal data", Levels::edit_alone,
      "export everything that is stored about a person, and erase it"}}};

struct Permission {
  Area area;
  Level level;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a 0 in a defaulted comparison
  friend auto operator<=>(const Permission&, const Permission&) = default;
};

// `api_keys:view`.
[[nodiscard]] std::string permission_name(Permission permission);
[[nodiscard]] std::optional<Permission> parse_permission(std::string_view name);

class Permissions {
 public:
  void add(Permission permission) { granted_.insert(permission); }
  [[nodiscard]] bool allow(Permission permission) const;
  // True when everything that `others` allow is allowed here.
  [[nodiscard]] bool cover(const Permissions& others) const;
  // Whoever has these can make users and roles, and give what he may do himself.
  [[nodiscard]] bool are_administrator() const;
  [[nodiscard]] const std::set<Permission>& granted() const { return granted_; }
  [[nodiscard]] static Permissions all();

 private:
  std::set<Permission> granted_;
};

}  // namespace latchkey::staff
