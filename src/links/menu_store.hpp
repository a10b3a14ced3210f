// Settings > Menus: the entries of the members area. An enabled entry's path is a valid returnUrl; the one marked as
// home is the dashboard.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit_log.hpp"
#include "db/connection.hpp"

namespace latchkey::links {

struct Menu {
  Uuid id;
  std::string label;
  std::string path;
  bool is_enabled = true;
  bool is_home = false;
  std::int64_t position = 0;  // the order of the menu, the smallest first
};

// True when the text can be an entry's path: one of this site, without a query, of at most 500 bytes.
[[nodiscard]] bool is_menu_path(std::string_view path);

// False when an entry has this path. A new home takes the mark from the old one. The id is made here; a position of 0
// means the place after the last entry.
[[nodiscard]] bool add_menu(db::Connection& db, const audit::Actor& actor, Menu menu);

[[nodiscard]] std::vector<Menu> list_menus(db::Connection& db);
[[nodiscard]] std::optional<Menu> find_menu(db::Connection& db, const std::string& path_or_id);

enum class MenuChange {
  done,
  path_taken,         // by another entry
  changed_meanwhile,  // the entry is gone or no longer as `before` says; nothing was done
};

// `before` is what the caller has seen, compared under the row's lock. A new home takes the mark from the old one.
[[nodiscard]] MenuChange change_menu(db::Connection& db, const audit::Actor& actor, const Menu& before,
                                     const Menu& after);

enum class MenuState { enabled, disabled };
void set_menu_state(db::Connection& db, const audit::Actor& actor, const Menu& menu, MenuState state);
void remove_menu(db::Connection& db, const audit::Actor& actor, const Menu& menu);

}  // namespace latchkey::links
