// Settings > Menus: the entries of the members area. An enabled entry's path is a valid returnUrl; the one marked as
// home is the dashboard.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "auth/audit_log.hpp"
#include "db/connection.hpp"

namespace latchkey::auth {

struct Menu {
  Uuid id;
  std::string label;
  std::string path;
  bool is_enabled = true;
  bool is_home = false;
};

enum class MenuPlace { ordinary, home };

// False when an entry has this path. A new home takes the mark from the old one.
[[nodiscard]] bool add_menu(db::Connection& db, const Actor& actor, const std::string& label, const std::string& path,
                            MenuPlace place);

[[nodiscard]] std::vector<Menu> list_menus(db::Connection& db);
[[nodiscard]] std::optional<Menu> find_menu(db::Connection& db, const std::string& path_or_id);

enum class MenuState { enabled, disabled };
void set_menu_state(db::Connection& db, const Actor& actor, const Menu& menu, MenuState state);
void remove_menu(db::Connection& db, const Actor& actor, const Menu& menu);

}  // namespace latchkey::auth
