// Every address of the admin area, in one table: the handler follows it, and tests walk it with every permission.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "admin/parts/visit.hpp"
#include "http/response.hpp"
#include "staff/permissions.hpp"

namespace latchkey::admin {

struct Route {
  std::string_view method;                      // GET (and HEAD) changes nothing; POST carries the session's form value
  std::string_view path;                        // below /admin, with at most one {id}
  std::optional<staff::Permission> permission;  // none: whoever is signed in
  http::Response (*handle)(const Visit& visit);
  std::optional<staff::Permission> further = std::nullopt;  // a second one that is needed too
  // What it does for a visitor whose permissions reach over his own alone; null: it is closed to him.
  http::Response (*handle_own)(const Visit& visit) = nullptr;
  // `with_file`: a form that sends a file, multipart/form-data, is taken too. Elsewhere it is refused.
  enum class Body { fields, with_file } body = Body::fields;

  [[nodiscard]] bool is_open_to(const staff::Permissions& permissions) const;
  // What the route does at this reach; null when it is closed to it.
  [[nodiscard]] auto handler_for(staff::Reach reach) const {
    return reach == staff::Reach::everything ? handle : handle_own;
  }
  // Whether the session's user gets to the handler.
  [[nodiscard]] bool is_open_to(const staff::StaffSession& session) const {
    return handler_for(session.reach) != nullptr && is_open_to(session.permissions);
  }
};

[[nodiscard]] std::span<const Route> all_routes();

struct FoundRoute {
  const Route* route;  // null when the path is known with other methods only
  std::string id;
  std::string allow;  // the methods that the path knows
};

// Nothing when no route has the path.
[[nodiscard]] std::optional<FoundRoute> find_route(std::string_view method, std::string_view path);

// The route of a request that may send a file; null for every other request.
[[nodiscard]] const Route* find_route_with_file(const http::Request& request);

// For metrics: the template of the route with /admin before it, or "other"; it lives as long as the program.
[[nodiscard]] std::string_view name_of_route(std::string_view path);

}  // namespace latchkey::admin
