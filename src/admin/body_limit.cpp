#include "admin/body_limit.hpp"

#include "admin/routes.hpp"
#include "customers/import/lead_file.hpp"
#include "staff/staff_session.hpp"

namespace latchkey::admin {
namespace {

bool may_send_file(const Config& config, db::Connection& db, const http::Request& request) {
  const auto* route = find_route_with_file(request);
  if (route == nullptr) return false;
  const auto cookie = staff::find_staff_cookie(request);
  const auto session =
      cookie ? staff::find_staff_session(db, cookie->hash(), staff::staff_limits(config)) : std::nullopt;
  return session && !session->waits_for_code && route->is_open_to(*session);
}

}  // namespace

http::Application::BodyLimit make_body_limit(const Config& config, db::Connection& db) {
  static constexpr std::size_t limit = customers::import_bytes_limit + http::body_limit_bytes;
  return [&config, &db](const http::Request& request) {
    return may_send_file(config, db, request) ? limit : http::body_limit_bytes;
  };
}

}  // namespace latchkey::admin
