#include "admin/sign_in/password_page.hpp"

#include "admin/frame/frame.hpp"
#include "admin/parts/cell.hpp"
#include "admin_templates.hpp"
#include "crypto/password.hpp"
#include "email/email.hpp"
#include "forms/forgery.hpp"
#include "forms/form.hpp"
#include "html/render.hpp"
#include "staff/links/password_links.hpp"
#include "staff/password_rules.hpp"

namespace latchkey::admin {
namespace {

using http::Response;

struct Shown {
  int status;
  std::string title;
  std::string message;
  Tone tone = Tone::good;
};

// `add` adds the page's form, if it has one.
template <class Add>
Response show(const SignInVisit& visit, const Shown& shown, Add add) {
  const auto own = forms::find_form_value(visit.request);
  html::Values values;
  values.set("TITLE", shown.title);
  if (!shown.message.empty()) {
    values.add_section("MESSAGE")
        .set("TONE", tone_name(shown.tone))
        .set("ROLE", shown.status == 200 ? "status" : "alert")
        .set("TEXT", shown.message);
  }
  add(values, own.value.reveal());
  Response response = frame_bare(visit.config, shown.status,
                                 {shown.title, html::render("admin_password", templates::password_html, values)});
  forms::keep_form_value(response, own);
  return response;
}

void without_form(html::Values&, const std::string&) {}

Response refuse_link(const SignInVisit& visit) {
  static constexpr int gone = 410;
  return show(visit,
              {gone, "This link no longer works",
               "Such a link works once and for 24 hours. Ask for a new one on the sign-in page.", Tone::bad},
              without_form);
}

Response refuse_fault(const SignInVisit& visit, forms::FormFault fault) {
  return fault == forms::FormFault::forged
             ? refuse_bare(visit.config, 403, "Please try again",
                           "This form did not come from our own page, so nothing was done.")
             : refuse_bare(visit.config, 400, "That did not work", "The form did not arrive whole. Please try again.");
}

Response ask_for_password(const SignInVisit& visit, const staff::PasswordLink& link, const std::string& token,
                          const std::string& problem) {
  static constexpr int unprocessable = 422;
  const Shown shown{problem.empty() ? 200 : unprocessable, "Choose a password",
                    problem.empty() ? "For " + link.user.email + "." : problem,
                    problem.empty() ? Tone::good : Tone::bad};
  return show(visit, shown, [&](html::Values& values, const std::string& form) {
    values.add_section("PASSWORD").set("FORM", form).set("TOKEN", token).set("EMAIL", link.user.email);
  });
}

Response set_password(const SignInVisit& visit) {
  const auto& [config, db, request] = visit;
  const auto form = forms::read_own_form(request, config.base_url);
  if (const auto* fault = std::get_if<forms::FormFault>(&form)) return refuse_fault(visit, *fault);
  const auto& fields = std::get<FormFields>(form);
  const std::string token = forms::text_of(fields, "token");
  const std::string password = forms::text_of(fields, "password");
  const auto link = staff::find_password_link(db, token);
  if (!link) return refuse_link(visit);
  const auto problem = staff::check_staff_password(password, {.email = link->user.email,
                                                              .first_name = link->user.first_name,
                                                              .last_name = link->user.last_name,
                                                              .site_name = config.site_name,
                                                              .base_url = config.base_url});
  if (problem) return ask_for_password(visit, *link, token, *problem);
  const std::string hash = crypto::hash_password(password, config.password_cost);
  const audit::Actor actor{link->user.email, request.remote_address};
  if (!staff::set_password_by_link(db, actor, *link, hash)) return refuse_link(visit);
  return go("/sign-in", "own_password_changed");
}

Response refuse_method(const SignInVisit& visit) {
  Response response = refuse_bare(visit.config, 405, "This does not work here", "Nothing was done.");
  response.add_header("Allow", "GET, HEAD, POST");
  return response;
}

bool is_get(const SignInVisit& visit) { return visit.request.method == "GET" || visit.request.method == "HEAD"; }

Response send_link(const SignInVisit& visit) {
  const auto form = forms::read_own_form(visit.request, visit.config.base_url);
  if (const auto* fault = std::get_if<forms::FormFault>(&form)) return refuse_fault(visit, *fault);
  const auto email = email::parse_email(forms::text_of(std::get<FormFields>(form), "email"));
  if (email) staff::ask_for_password_link(visit.db, *email);
  return show(visit,
              {200, "Look into your mail",
               "If there is a user with this address, a mail with a link is on its way. It may take some minutes."},
              without_form);
}

}  // namespace

Response forgotten_page(const SignInVisit& visit) {
  if (visit.request.method == "POST") return send_link(visit);
  if (!is_get(visit)) return refuse_method(visit);
  return show(visit, {200, "Forgotten your password?", "We send you a link with which you choose a new one."},
              [](html::Values& values, const std::string& form) { values.add_section("ADDRESS").set("FORM", form); });
}

Response password_page(const SignInVisit& visit) {
  if (visit.request.method == "POST") return set_password(visit);
  if (!is_get(visit)) return refuse_method(visit);
  const auto query = forms::read_query(visit.request);
  const auto* fields = std::get_if<FormFields>(&query);
  if (fields == nullptr) return refuse_fault(visit, std::get<forms::FormFault>(query));
  const std::string token = forms::text_of(*fields, "token");
  const auto link = staff::find_password_link(visit.db, token);
  return link ? ask_for_password(visit, *link, token, "") : refuse_link(visit);
}

}  // namespace latchkey::admin
