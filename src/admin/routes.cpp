#include "admin/routes.hpp"

#include <algorithm>
#include <array>

#include "admin/pages.hpp"

namespace latchkey::admin {
namespace {

using auth::Area;
using auth::Level;
using auth::Permission;

constexpr Permission view_keys{Area::api_keys, Level::view};
constexpr Permission edit_keys{Area::api_keys, Level::edit};

constexpr std::array routes{
    Route{"GET", "", std::nullopt, show_start},
    Route{"GET", "/", std::nullopt, show_start},
    Route{"POST", "/sign-out", std::nullopt, sign_out},
    Route{"GET", "/api-keys", view_keys, list_api_keys},
    Route{"GET", "/api-keys/new", edit_keys, show_new_api_key},
    Route{"POST", "/api-keys/new", edit_keys, save_new_api_key},
    Route{"GET", "/api-keys/{id}/revoke", edit_keys, confirm_revoke_api_key},
    Route{"POST", "/api-keys/{id}/revoke", edit_keys, revoke_api_key},
    Route{"GET", "/api-keys/{id}/rotate", edit_keys, show_rotate_api_key},
    Route{"POST", "/api-keys/{id}/rotate", edit_keys, rotate_api_key},
};

// The part of the path that stands for {id}; nothing when the path is another.
std::optional<std::string> match(std::string_view pattern, std::string_view path) {
  static constexpr std::string_view hole = "{id}";
  const auto at = pattern.find(hole);
  if (at == std::string_view::npos) return pattern == path ? std::optional(std::string()) : std::nullopt;
  const auto before = pattern.substr(0, at);
  const auto after = pattern.substr(at + hole.size());
  if (!path.starts_with(before) || !path.ends_with(after) || path.size() <= before.size() + after.size()) {
    return std::nullopt;
  }
  const auto id = path.substr(before.size(), path.size() - before.size() - after.size());
  if (id.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(id);
}

}  // namespace

std::span<const Route> all_routes() { return routes; }

// A fixed path wins over one with a hole: it stands first in the table.
std::optional<FoundRoute> find_route(std::string_view method, std::string_view path) {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  FoundRoute found{nullptr, "", ""};
  for (const auto& route : routes) {
    auto id = match(route.path, path);
    if (!id) continue;
    found.allow += (found.allow.empty() ? "" : ", ") + std::string(route.method == "GET" ? "GET, HEAD" : "POST");
    if (route.method == wanted && found.route == nullptr) {
      found.route = &route;
      found.id = std::move(*id);
    }
  }
  if (found.allow.empty()) return std::nullopt;
  return found;
}

}  // namespace latchkey::admin
