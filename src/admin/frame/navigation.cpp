#include "admin/frame/navigation.hpp"

#include <array>
#include <vector>

namespace latchkey::admin {
namespace {

using staff::Area;
using staff::Level;

constexpr std::array<MenuEntry, 19> entries{{{0, "Start", "/", std::nullopt},
                                             {0, "Customers", "/customers", Area::customers, MenuEntry::Own::shown},
                                             {0, "Leads", "/leads", Area::leads, MenuEntry::Own::shown},
                                             {0, "Settings", "", std::nullopt},
                                             {1, "System", "", std::nullopt},
                                             {2, "User Management", "", std::nullopt},
                                             {3, "Api Keys", "/api-keys", Area::api_keys, MenuEntry::Own::shown},
                                             {3, "Users", "/users", Area::users},
                                             {3, "Roles", "/roles", Area::roles},
                                             {2, "Webhooks", "/webhooks", Area::webhooks, MenuEntry::Own::shown},
                                             {1, "Menus", "/menus", Area::menus},
                                             {1, "Lead statuses", "/lead-statuses", Area::lead_statuses},
                                             {1, "Trading Platforms", "", std::nullopt},
                                             {2, "Platforms", "/platforms", Area::platforms},
                                             {2, "Groups", "/platforms/groups", Area::platforms},
                                             {2, "Trading accounts", "/platforms/accounts", Area::platforms},
                                             {1, "Login activity", "/login-activity", Area::login_activity},
                                             {1, "Activity log", "/activity-log", Area::activity_log},
                                             {0, "My account", "/me", std::nullopt, MenuEntry::Own::shown}}};

bool is_shown(const MenuEntry& entry, const Visit& visit) {
  const auto& session = visit.session;
  if (session.waits_for_code || (session.needs_second_factor && !session.has_second_factor)) return false;
  if (session.reach != staff::Reach::everything && entry.own == MenuEntry::Own::hidden) return false;
  return !entry.area || visit.may(*entry.area, Level::view);
}

// What the visitor may see; a heading with nothing under it is left out.
std::vector<const MenuEntry*> shown_entries(const Visit& visit) {
  std::vector<const MenuEntry*> shown;
  for (const auto& entry : entries) {
    while (!shown.empty() && shown.back()->path.empty() && shown.back()->depth >= entry.depth) shown.pop_back();
    if (entry.path.empty() || is_shown(entry, visit)) shown.push_back(&entry);
  }
  while (!shown.empty() && shown.back()->path.empty()) shown.pop_back();
  return shown;
}

// The path of the entry whose page, or a page below it, is shown. When several fit it is the longest.
std::string_view find_here(const std::vector<const MenuEntry*>& shown, const Visit& visit) {
  std::string_view here;
  for (const MenuEntry* entry : shown) {
    const std::string address = "/admin" + std::string(entry->path);
    const bool is_at = visit.request.path == address || visit.request.path.starts_with(address + "/");
    if (!entry->path.empty() && is_at && entry->path.size() > here.size()) here = entry->path;
  }
  return here;
}

}  // namespace

std::span<const MenuEntry> all_menu_entries() { return entries; }

void fill_navigation(html::Values& values, const Visit& visit) {
  const auto shown = shown_entries(visit);
  const std::string_view here = find_here(shown, visit);
  for (const MenuEntry* entry : shown) {
    auto& item = values.add_section("GROUP").add_section(entry->path.empty() ? "HEADING" : "ENTRY");
    item.set("LABEL", entry->label).set("DEPTH", std::to_string(entry->depth));
    if (entry->path.empty()) continue;
    const std::string address = "/admin" + std::string(entry->path);
    item.set("HREF", address);
    if (entry->path == here) item.add_section("HERE");
  }
}

std::string_view first_entry(const Visit& visit) {
  for (const MenuEntry* entry : shown_entries(visit)) {
    if (!entry->path.empty() && entry->path != "/") return entry->path;
  }
  return {};
}

}  // namespace latchkey::admin
