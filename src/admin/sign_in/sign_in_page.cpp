#include "admin/sign_in/sign_in_page.hpp"

#include "admin/frame/frame.hpp"
#include "admin/parts/cell.hpp"
#include "admin/parts/flash.hpp"
#include "admin/sign_in/passkey_fields.hpp"
#include "admin_templates.hpp"
#include "forms/forgery.hpp"
#include "forms/form.hpp"
#include "html/render.hpp"
#include "links/return_target.hpp"
#include "staff/passkeys/relying_party.hpp"
#include "staff/sign_in/staff_sign_in.hpp"

namespace latchkey::admin {
namespace {

using http::Response;

struct FormState {
  std::string to;
  std::string email;
  std::string message;
  int status = 200;
  Tone tone = Tone::bad;
};

Response show(const SignInVisit& visit, const FormState& state) {
  const auto own = forms::find_form_value(visit.request);
  html::Values values;
  values.set("TITLE", "Sign in");
  if (!state.message.empty())
    values.add_section("MESSAGE")
        .set("TONE", tone_name(state.tone))
        .set("ROLE", state.tone == Tone::bad ? "alert" : "status")
        .set("TEXT", state.message);
  auto& form = values.add_section("SIGN_IN");
  form.set("FORM", own.value.reveal()).set("TO", state.to).set("EMAIL", state.email);
  form.add_section(state.email.empty() ? "FOCUS_EMAIL" : "FOCUS_PASSWORD");
  if (const auto site = staff::find_relying_party(visit.config.base_url)) {
    form.add_section("PASSKEY").set("SITE_ID", site->id);
  }
  if (visit.config.mail) values.add_section("FORGOTTEN");
  Response response = frame_bare(visit.config, state.status,
                                 {"Sign in", html::render("admin_sign_in", templates::sign_in_html, values)});
  forms::keep_form_value(response, own);
  return response;
}

// Of this browser, whoever's it is.
std::optional<crypto::TokenHash> former_session(const http::Request& request) {
  const auto cookie = staff::find_staff_cookie(request);
  return cookie ? std::optional(cookie->hash()) : std::nullopt;
}

Response too_many(const Config& config, const attempts::Throttled& throttled) {
  Response response = refuse_bare(
      config, 429, "Too many attempts",
      "There were too many sign-ins that failed. Please try again " + attempts::waiting_time(throttled) + ".");
  response.add_header("Retry-After", std::to_string(throttled.retry_after.count()));
  return response;
}

// Two steps of passkeys.js: it asks for a challenge, and sends what the browser answers.
Response post_passkey(const SignInVisit& visit, const FormFields& fields) {
  const auto holder = forms::find_form_value(visit.request);
  if (!staff::find_relying_party(visit.config.base_url) || holder.is_new) {
    return refuse_bare(visit.config, 409, "Not possible", "A passkey cannot be used here. Sign in with your password.");
  }
  if (forms::text_of(fields, "passkey") == "challenge") {
    return tell_challenge(visit.db, holder.value);
  }
  const FormState wrong{forms::text_of(fields, "to"), "",
                        "This passkey was not taken. Sign in with your password; it may be the second factor then.",
                        401};
  auto answer = read_passkey_answer(fields);
  if (!answer) return show(visit, wrong);
  const auto outcome = staff::sign_in_with_passkey(
      visit.db, make_passkey_request(visit.config, visit.request, std::move(*answer), holder.value),
      staff::staff_limits(visit.config), former_session(visit.request));
  if (const auto* throttled = std::get_if<attempts::Throttled>(&outcome)) return too_many(visit.config, *throttled);
  const auto* session = std::get_if<crypto::SecretToken>(&outcome);
  return session != nullptr ? enter(wrong.to, *session) : show(visit, wrong);
}

Response post(const SignInVisit& visit) {
  const auto& [config, db, request] = visit;
  const auto form = forms::read_own_form(request, config.base_url);
  if (const auto* fault = std::get_if<forms::FormFault>(&form)) {
    return *fault == forms::FormFault::forged
               ? refuse_bare(config, 403, "Please try again",
                             "This form did not come from our own page, so nothing was done.")
               : refuse_bare(config, 400, "That did not work", "The form did not arrive whole. Please try again.");
  }
  const auto& fields = std::get<FormFields>(form);
  if (find_field(fields, "passkey") != nullptr) return post_passkey(visit, fields);
  const FormState wrong{forms::text_of(fields, "to"), forms::text_of(fields, "email"),
                        "The e-mail or the password is not right. Please try again.", 401};
  const auto outcome = staff::sign_in_staff(db,
                                            {.email = wrong.email,
                                             .password = forms::text_of(fields, "password"),
                                             .session_cookie = former_session(request),
                                             .visitor = forms::visitor_of(request)},
                                            {config.password_cost, config.sign_in}, staff::staff_limits(config));
  if (const auto* throttled = std::get_if<attempts::Throttled>(&outcome)) return too_many(config, *throttled);
  const auto* signed_in = std::get_if<staff::StaffSignedIn>(&outcome);
  if (signed_in == nullptr) return show(visit, wrong);
  return enter(wrong.to, signed_in->session);
}

}  // namespace

Response enter(const std::string& to, const crypto::SecretToken& session) {
  Response response = go(checked_target(to));
  response.add_header("Set-Cookie", staff::make_staff_cookie(session));
  return response;
}

std::string checked_target(const std::string& to) {
  const auto url = links::parse_return_url(to);
  const bool is_inside =
      url && url->path.starts_with("/admin/") && !url->path.starts_with("/admin/sign-") && url->path != "/admin/code";
  if (!is_inside) return "/";
  return url->path.substr(std::string_view("/admin").size()) + (url->query.empty() ? "" : "?" + url->query);
}

Response ask_to_sign_in(const SignInVisit& visit, std::string_view to, std::string_view text) {
  return show(visit, {std::string(to), "", std::string(text), 401});
}

Response sign_in_page(const SignInVisit& visit) {
  if (visit.request.method == "POST") return post(visit);
  if (visit.request.method != "GET" && visit.request.method != "HEAD") {
    Response response = refuse_bare(visit.config, 405, "This does not work here", "Nothing was done.");
    response.add_header("Allow", "GET, HEAD, POST");
    return response;
  }
  const auto query = forms::read_query(visit.request);
  const auto* fields = std::get_if<FormFields>(&query);
  const std::string done(find_flash(visit.request));
  Response response =
      show(visit, {fields == nullptr ? std::string() : forms::text_of(*fields, "to"), "", done, 200, Tone::good});
  forget_flash(visit.request, response);
  return response;
}

}  // namespace latchkey::admin
