#include "admin/frame.hpp"
#include "admin/navigation.hpp"
#include "admin/page.hpp"
#include "admin/pages.hpp"

namespace latchkey::admin {

http::Response show_start(const Visit& visit) {
  const auto first = first_entry(visit);
  if (!first.empty() && first != "/me") return go(first);
  Page page(visit, "Welcome");
  page.add(Notice{Tone::warn, "You have no role that lets you see anything here. Ask an administrator for one."});
  return page.render();
}

http::Response sign_out(const Visit& visit) {
  auth::end_staff_session(visit.db, visit.session.id);
  http::Response response = go("/sign-in");
  response.add_header("Set-Cookie", auth::make_expired_staff_cookie());
  return response;
}

}  // namespace latchkey::admin
