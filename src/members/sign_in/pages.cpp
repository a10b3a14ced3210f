#include "members/sign_in/pages.hpp"

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/secret_token.hpp"
#include "html/render.hpp"
#include "sign_in_templates.hpp"

namespace latchkey::members {
namespace {

using http::Response;

// The page's style stands in the page, and the CSP allows exactly this text by its hash. Images of this site are
// allowed because a browser may still fetch the icon of the page before.
const std::string& content_security_policy() {
  static const std::string policy =
      "default-src 'none'; style-src 'sha256-" + crypto::base64(crypto::sha256(sign_in_templates::page_css)) +
      "'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  return policy;
}

void add_kept(html::Values& form, const LandingWish& wish) {
  if (wish.return_url) form.add_section("KEPT").set("NAME", "returnUrl").set("VALUE", *wish.return_url);
  if (wish.shows_status_popup) {
    form.add_section("KEPT").set("NAME", "statusPopup").set("VALUE", *wish.shows_status_popup ? "true" : "false");
  }
}

}  // namespace

Response dress(Response response) {
  response.add_header("Cache-Control", "no-store")
      .add_header("Referrer-Policy", "no-referrer")
      .add_header("X-Content-Type-Options", "nosniff")
      .add_header("Content-Security-Policy", content_security_policy());
  return response;
}

Response make_redirect(std::string_view location) {
  Response response(303);
  response.add_header("Location", location);
  return dress(std::move(response));
}

html::Values Pages::start(const Head& head) const {
  html::Values values;
  values.set("TITLE", head.title).set("SITE", site_).set("STYLE", sign_in_templates::page_css);
  if (!head.text.empty()) values.add_section("MESSAGE").set("ROLE", head.role).set("TEXT", head.text);
  const bool is_named = head.text.find(support_) != std::string_view::npos;  // so is the empty one
  if (!is_named) values.add_section("HELP").set("SUPPORT", support_);
  return values;
}

Response Pages::finish(int status, const html::Values& values) {
  return dress(
      Response(status, html::render("auth_page", sign_in_templates::page_html, values), "text/html; charset=utf-8"));
}

Response Pages::with_form(int status, std::string_view title, std::string_view text, const FormState& form) const {
  html::Values values = start({title, text, status == 200 ? "status" : "alert"});
  auto& section = values.add_section("SIGN_IN").set("FORM", form.form_value.reveal()).set("EMAIL", form.email);
  section.add_section(form.email.empty() ? "FOCUS_EMAIL" : "FOCUS_PASSWORD");
  add_kept(section, form.wish);
  return finish(status, values);
}

Response Pages::notice(int status, std::string_view title, std::string_view text) const {
  html::Values values = start({title, text, "alert"});
  values.add_section("BACK").set("HREF", "/auth/login").set("LABEL", "Go to the sign-in page");
  return finish(status, values);
}

Response Pages::page(int status, std::string_view title, std::string_view text, std::string_view body) const {
  html::Values values = start({title, text, status == 200 ? "status" : "alert"});
  values.add_section("BODY").set("HTML", body);
  return finish(status, values);
}

std::string Pages::whom_to_ask() const { return support_.empty() ? "your account manager or our support" : support_; }

Response Pages::sign_in(const FormState& form) const { return with_form(200, "Sign in", "", form); }

Response Pages::signed_out(const FormState& form) const {
  return with_form(401, "Sign in", "You are no longer signed in. Please sign in to go on.", form);
}

Response Pages::refused_token(const FormState& form) const {
  return with_form(410, "This link no longer works",
                   "A sign-in link works once and for a limited time. Sign in with your e-mail and password, or ask "
                   "for a new link.",
                   form);
}

Response Pages::wrong_credentials(const FormState& form) const {
  return with_form(401, "Sign in", "The e-mail or the password is not right. Please try again.", form);
}

Response Pages::blocked() const {
  return notice(403, "Your account is blocked",
                "You cannot sign in at the moment. Please contact " + whom_to_ask() + ".");
}

Response Pages::throttled(const attempts::Throttled& throttled) const {
  Response response =
      notice(429, "Too many attempts",
             "There were too many sign-ins that failed. Please try again " + attempts::waiting_time(throttled) + ".");
  response.add_header("Retry-After", std::to_string(throttled.retry_after.count()));
  return response;
}

Response Pages::forged() const {
  return notice(403, "Please try again",
                "This form did not come from our own page, so nothing was done. Open the sign-in page and try again.");
}

Response Pages::malformed(std::string_view what) const {
  return notice(400, "This address is damaged",
                "The address of this page is not complete or was changed on the way: " + std::string(what) +
                    ". Open the link again as you received it.");
}

Response Pages::unavailable(http::Failure failure) const {
  Response response = notice(503, "One moment, please",
                             failure == http::Failure::outcome_unknown
                                 ? "We cannot tell right now whether you are signed in. Please reload this page in a "
                                   "few seconds."
                                 : "We cannot sign you in right now. Please reload this page in a few seconds; your "
                                   "link still works.");
  response.add_header("Retry-After", "5");
  return response;
}

Response Pages::prefetch() const { return dress(Response(503)); }

Response Pages::internal() const {
  return notice(500, "Something went wrong", "The error was recorded on our side. Please try again later.");
}

Response Pages::not_found() const { return notice(404, "Page not found", "There is no page at this address."); }

Response Pages::method_not_allowed(std::string_view allow) const {
  Response response = notice(405, "This does not work here", "Nothing was done.");
  response.add_header("Allow", allow);
  return response;
}

Response Pages::confirm(const MustConfirm& who, const crypto::SecretToken& token, const FormState& form) const {
  const std::string text =
      who.signed_in_as ? "You are signed in as " + *who.signed_in_as + ". This link is for " + who.customer + "."
                       : "Press the button to sign in as " + who.customer + ".";
  html::Values values = start({who.signed_in_as ? "Switch account?" : "Welcome", text, "status"});
  auto& section = values.add_section("CONFIRM").set("TOKEN", token.reveal()).set("FORM", form.form_value.reveal());
  add_kept(section, form.wish);
  section.set("LABEL", who.signed_in_as ? "Continue as " + who.customer : "Continue");
  if (who.signed_in_as) section.add_section("STAY").set("EMAIL", *who.signed_in_as);
  return finish(200, values);
}

}  // namespace latchkey::members
