#include "admin/navigation.hpp"

#include <array>
#include <vector>

#include "admin/routes.hpp"

namespace latchkey::admin {
namespace {

// A heading has no path. Depth 0 is the outermost.
struct Entry {
  int depth;
  std::string_view label;
  std::string_view path;
};

constexpr std::array<Entry, 16> entries{{{0, "Customers", "/customers"},
                                         {0, "Leads", "/leads"},
                                         {0, "Settings", ""},
                                         {1, "System", ""},
                                         {2, "User Management", ""},
                                         {3, "Api Keys", "/api-keys"},
                                         {3, "Users", "/users"},
                                         {3, "Roles", "/roles"},
                                         {1, "Menus", "/menus"},
                                         {1, "Trading Platforms", ""},
                                         {2, "Platforms", "/platforms"},
                                         {2, "Groups", "/platforms/groups"},
                                         {2, "Trading accounts", "/platforms/accounts"},
                                         {1, "Login activity", "/login-activity"},
                                         {1, "Activity log", "/activity-log"},
                                         {0, "My account", "/me"}}};

bool is_shown(const Entry& entry, const Visit& visit) {
  const auto& session = visit.session;
  if (session.waits_for_code || (session.needs_second_factor && !session.has_second_factor)) return false;
  const auto found = find_route("GET", entry.path);
  if (!found || found->route == nullptr) return false;
  return !found->route->permission || visit.session.permissions.allow(*found->route->permission);
}

// Headings with nothing under them stay away.
std::vector<const Entry*> shown_entries(const Visit& visit) {
  std::vector<const Entry*> shown;
  for (const auto& entry : entries) {
    while (!shown.empty() && shown.back()->path.empty() && shown.back()->depth >= entry.depth) shown.pop_back();
    if (entry.path.empty() || is_shown(entry, visit)) shown.push_back(&entry);
  }
  while (!shown.empty() && shown.back()->path.empty()) shown.pop_back();
  return shown;
}

// The path of the entry whose page, or a page below it, is shown: of several the longest.
std::string_view find_here(const std::vector<const Entry*>& shown, const Visit& visit) {
  std::string_view here;
  for (const Entry* entry : shown) {
    const std::string address = "/admin" + std::string(entry->path);
    const bool is_at = visit.request.path == address || visit.request.path.starts_with(address + "/");
    if (!entry->path.empty() && is_at && entry->path.size() > here.size()) here = entry->path;
  }
  return here;
}

}  // namespace

void fill_navigation(html::Values& values, const Visit& visit) {
  const auto shown = shown_entries(visit);
  const std::string_view here = find_here(shown, visit);
  for (const Entry* entry : shown) {
    auto& item = values.add_section("GROUP").add_section(entry->path.empty() ? "HEADING" : "ENTRY");
    item.set("LABEL", entry->label).set("DEPTH", std::to_string(entry->depth));
    if (entry->path.empty()) continue;
    const std::string address = "/admin" + std::string(entry->path);
    item.set("HREF", address);
    if (entry->path == here) item.add_section("HERE");
  }
}

std::string_view first_entry(const Visit& visit) {
  for (const Entry* entry : shown_entries(visit)) {
    if (!entry->path.empty()) return entry->path;
  }
  return {};
}

}  // namespace latchkey::admin
