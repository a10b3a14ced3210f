#include "admin/system/code_page.hpp"

#include "admin/frame/page.hpp"
#include "admin/frame/remedy.hpp"
#include "admin/system/sign_in_page.hpp"
#include "staff/second_factor.hpp"
#include "staff/staff_sign_in.hpp"

namespace latchkey::admin {

using http::Response;

Field code_field() {
  return {.name = "code",
          .label = "Code",
          .hint = "The six digits that your app shows, or a recovery code.",
          .need = Field::Need::required,
          .autocomplete = "one-time-code"};
}

std::optional<std::string> find_code_problem(const Visit& visit, const std::string& field) {
  const auto check = staff::check_second_factor(
      visit.db, {.key_file = visit.config.key_file,
                 .user = visit.session.user_id,
                 .method = visit.session.waits_for_code ? attempts::Method::staff : attempts::Method::recheck,
                 .code = visit.typed(field),
                 .visitor = forms::visitor_of(visit.request),
                 .limits = visit.config.sign_in});
  switch (check.outcome) {
    case staff::CodeOutcome::right:
      return std::nullopt;
    case staff::CodeOutcome::wrong:
      if (visit.session.waits_for_code) {
        staff::record_refused_sign_in(visit.db, visit.actor(), "wrong code of the second factor");
      }
      return "This code is not right, or was used before. Wait for the next one.";
    case staff::CodeOutcome::throttled:
      return "There were too many wrong codes. Please try again " + attempts::waiting_time(check.throttled) + ".";
    case staff::CodeOutcome::no_key:
      break;
  }
  return "Only a recovery code can be checked: " + name_pages(check.problem) + ".";
}

Response ask_for_code(const Visit& visit, const std::string& error) {
  static constexpr std::string_view own_path = "/admin/code";
  Form form{.action = "/code", .submit = "Sign in", .fields = {code_field()}};
  form.fields[0].error = error;
  const auto& request = visit.request;
  const std::string asked = request.path + (request.query.empty() ? "" : "?" + request.query);
  form.hidden = {{"to", request.path == own_path ? visit.typed("to") : asked}};
  Page page(visit, "Second factor");
  page.add(form);
  page.add(
      Form{.title = "Not now",
           .action = "/sign-out",
           .submit = "Cancel the sign-in",
           .text = "Without the phone and the recovery codes, ask an administrator to remove your second factor."});
  return page.render(error.empty() ? 200 : 401);
}

Response sign_in_with_code(const Visit& visit) {
  if (const auto problem = find_code_problem(visit, "code")) return ask_for_code(visit, *problem);
  const auto cookie = visit.db.in_transaction([&](db::Transaction&) {
    auto opened = staff::complete_staff_session(visit.db, visit.session, visit.request.remote_address,
                                                visit.config.session.lifetime);
    if (opened) staff::record_sign_in(visit.db, visit.actor(), visit.session.user_id);
    return opened;
  });
  if (!cookie) return go("/sign-in");
  Response response = go(checked_target(visit.typed("to")));
  response.add_header("Set-Cookie", staff::make_staff_cookie(*cookie));
  return response;
}

}  // namespace latchkey::admin
