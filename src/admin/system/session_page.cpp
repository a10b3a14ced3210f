#include <nlohmann/json.hpp>

#include "admin/frame/frame.hpp"
#include "admin/system/system_pages.hpp"

namespace latchkey::admin {

http::Response tell_session(const Visit& visit) {
  const nlohmann::json answer{{"secondsLeft", visit.session.left.count()}};
  return dress(http::Response(200, answer.dump(), "application/json"));
}

http::Response sign_out(const Visit& visit) {
  staff::end_staff_session(visit.db, visit.session.id);
  http::Response response = go("/sign-in", "signed_out");
  response.add_header("Set-Cookie", staff::make_expired_staff_cookie());
  return response;
}

}  // namespace latchkey::admin
