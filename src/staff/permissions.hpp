// What staff may do: one permission per area and level. `edit` includes `view`.
#pragma once
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace latchkey::staff {

enum class Area { api_keys, users, roles, menus, platforms, login_activity, activity_log, customers, leads };
enum class Level { view, edit };

struct AreaText {
  Area area;
  std::string_view name;   // as stored
  std::string_view label;  // as staff read it
  bool has_edit;           // the logs can only be looked at
};

// All areas, in the order of the menu.
inline constexpr std::array<AreaText, 9> all_areas{{{Area::api_keys, "api_keys", "Api Keys", true},
                                                    {Area::users, "users", "Users", true},
                                                    {Area::roles, "roles", "Roles", true},
                                                    {Area::menus, "menus", "Menus", true},
                                                    {Area::platforms, "platforms", "Trading Platforms", true},
                                                    {Area::login_activity, "login_activity", "Login activity", false},
                                                    {Area::activity_log, "activity_log", "Activity log", false},
                                                    {Area::customers, "customers", "Customers", true},
                                                    {Area::leads, "leads", "Leads", true}}};

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
  // Whoever has these can give rights to anybody.
  [[nodiscard]] bool are_administrator() const;
  [[nodiscard]] const std::set<Permission>& granted() const { return granted_; }
  [[nodiscard]] static Permissions all();

 private:
  std::set<Permission> granted_;
};

}  // namespace latchkey::staff
