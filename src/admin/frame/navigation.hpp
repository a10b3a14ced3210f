// The menu, as staff know it: Settings > System > User Management > Api Keys, and so on.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "admin/parts/visit.hpp"
#include "html/render.hpp"

namespace latchkey::admin {

struct MenuEntry {
  int depth;  // 0 is the outermost
  std::string_view label;
  std::string_view path;            // below /admin; empty: a heading
  std::optional<staff::Area> area;  // who may view it sees the entry; nothing: everybody does
  // Whether there is a page for a visitor whose permissions reach over his own alone.
  enum class Own { hidden, shown } own = Own::hidden;
};

// All entries, whoever may see them, in the order of the menu.
[[nodiscard]] std::span<const MenuEntry> all_menu_entries();

// The entries whose page the visitor may see, with the headings above them.
void fill_navigation(html::Values& values, const Visit& visit);

// The first of them behind the start page; empty when there is none.
[[nodiscard]] std::string_view first_entry(const Visit& visit);

}  // namespace latchkey::admin
