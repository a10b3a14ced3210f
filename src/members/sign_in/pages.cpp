#include "members/sign_in/pages.hpp"

#include "base/utf8.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/secret_token.hpp"
#include "html/render.hpp"
#include "sign_in_templates.hpp"

namespace latchkey::members {
namespace {

using http::Response;

Response dress_with(std::string_view policy, Response response) {
  response.add_header("Cache-Control", "no-store")
      .add_header("Referrer-Policy", "no-referrer")
      .add_header("X-Content-Type-Options", "nosniff")
      .add_header("Content-Security-Policy", policy);
  return response;
}

void add_kept(html::Values& form, const LandingWish& wish) {
  if (wish.return_url) form.add_section("KEPT").set("NAME", "returnUrl").set("VALUE", *wish.return_url);
  if (wish.shows_status_popup) {
    form.add_section("KEPT").set("NAME", "statusPopup").set("VALUE", *wish.shows_status_popup ? "true" : "false");
  }
}

}  // namespace

Response dress(Response response) {
  return dress_with("default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
                    std::move(response));
}

Response make_redirect(std::string_view location) {
  Response response(303);
  response.add_header("Location", location);
  return dress(std::move(response));
}

Pages::Pages(const Site& site, const http::Request& request)
    : site_(site), language_(site.languages, request), kept_(list_kept_parameters(request)) {}

void Pages::keep_parameter(std::string_view name, std::string_view value) {
  std::erase_if(kept_, [&](const Parameter& parameter) { return parameter.first == name; });
  kept_.emplace_back(name, value);
}

std::string Pages::text(std::string_view key, languages::Placeholders values) const {
  return catalogue().text(key, values);
}

void Pages::add_labels(html::Values& values) const {
  static constexpr std::string_view prefix = "label.";
  const auto& texts = site_.languages.base().own_texts();
  for (auto at = texts.lower_bound(prefix); at != texts.end() && at->first.starts_with(prefix); ++at) {
    values.set("LABEL_" + upper_ascii(at->first.substr(prefix.size())), text(at->first));
  }
}

void Pages::add_chooser(html::Values& values) const {
  auto& chooser = values.add_section("CHOOSER").set("CURRENT", catalogue().name());
  for (const auto& [name, value] : kept_) chooser.add_section("KEPT").set("NAME", name).set("VALUE", value);
  for (const auto* other : site_.languages.list()) {
    auto& choice = chooser.add_section("LANGUAGE").set("TAG", other->tag()).set("NAME", other->name());
    choice.set("DIRECTION", other->direction());
    if (other == &catalogue()) choice.add_section("IS_CURRENT");
  }
}

void Pages::add_site_links(html::Values& values) const {
  if (site_.home_url.empty() && site_.terms_url.empty()) return;
  auto& links = values.add_section("LINKS");
  if (!site_.home_url.empty()) links.add_section("HOME").set("HREF", site_.home_url);
  if (!site_.terms_url.empty()) links.add_section("TERMS").set("HREF", site_.terms_url);
}

html::Values Pages::start(const Head& head) const {
  html::Values values;
  values.set("LANGUAGE", catalogue().tag()).set("DIRECTION", catalogue().direction());
  values.set("TITLE", head.title).set("SITE", site_.name).set("STYLE", site_.style);
  add_labels(values);
  if (site_.logo) values.add_section("LOGO").set("VERSION", site_.logo->version);
  if (!site_.logo) values.add_section("NAME");
  if (!head.text.empty()) values.add_section("MESSAGE").set("ROLE", head.role).set("TEXT", head.text);
  const bool is_named = head.text.find(site_.support) != std::string_view::npos;  // so is the empty one
  if (!is_named) values.add_section("HELP").set("TEXT", text("help.text", {{"support", site_.support}}));
  add_site_links(values);
  add_chooser(values);
  return values;
}

Response Pages::finish(int status, const html::Values& values) const {
  Response response = dress_with(
      site_.policy,
      Response(status, html::render("auth_page", sign_in_templates::page_html, values), "text/html; charset=utf-8"));
  language_.keep(response);
  return response;
}

Response Pages::redirect(std::string_view location) const {
  Response response = make_redirect(location);
  language_.keep(response);
  return response;
}

html::Values Pages::start_with_form(int status, std::string_view title, std::string_view message,
                                    const FormState& form) const {
  html::Values values = start({title, message, status == 200 ? "status" : "alert"});
  if (!site_.forgot_url.empty()) values.add_section("FORGOT").set("HREF", site_.forgot_url);
  auto& section = values.add_section("SIGN_IN").set("FORM", form.form_value.reveal()).set("EMAIL", form.email);
  section.add_section(form.email.empty() ? "FOCUS_EMAIL" : "FOCUS_PASSWORD");
  add_kept(section, form.wish);
  return values;
}

Response Pages::with_form(int status, std::string_view title, std::string_view message, const FormState& form) const {
  return finish(status, start_with_form(status, title, message, form));
}

Response Pages::notice(int status, std::string_view title, std::string_view message) const {
  html::Values values = start({title, message, "alert"});
  values.add_section("BACK").set("HREF", "/auth/login").set("LABEL", text("sign_in.back"));
  return finish(status, values);
}

Response Pages::page(int status, std::string_view title, std::string_view message, std::string_view body) const {
  html::Values values = start({title, message, status == 200 ? "status" : "alert"});
  values.add_section("BODY").set("HTML", body);
  return finish(status, values);
}

std::string Pages::whom_to_ask() const { return site_.support.empty() ? text("help.whom") : site_.support; }

Response Pages::sign_in(const FormState& form) const { return with_form(200, text("sign_in.title"), "", form); }

Response Pages::password_set(const FormState& form) const {
  return with_form(200, text("sign_in.title"), text("set_password.done"), form);
}

Response Pages::signed_out(const FormState& form) const {
  return with_form(401, text("sign_in.title"), text("sign_in.ended"), form);
}

// An empty token leads to this page again, and the page is the same for every token.
Response Pages::refused_token(const FormState& form) {
  static constexpr int gone = 410;
  keep_parameter("token", "");
  html::Values values = start_with_form(gone, text("refused.title"), text("refused.text"), form);
  if (site_.sends_mails) add_kept(values.add_section("NEW_LINK").set("FORM", form.form_value.reveal()), form.wish);
  return finish(gone, values);
}

Response Pages::wrong_credentials(const FormState& form) const {
  return with_form(401, text("sign_in.title"), text("sign_in.wrong"), form);
}

Response Pages::blocked() const {
  return notice(403, text("blocked.title"), text("blocked.text", {{"whom", whom_to_ask()}}));
}

Response Pages::throttled(const attempts::Throttled& throttled) const {
  Response response =
      notice(429, text("throttled.title"), catalogue().counted("throttled.text", waiting_minutes(throttled)));
  response.add_header("Retry-After", std::to_string(throttled.retry_after.count()));
  return response;
}

Response Pages::forged() const { return notice(403, text("forged.title"), text("forged.text")); }

Response Pages::malformed(forms::FormFault fault) const {
  const std::string what = text(fault == forms::FormFault::not_whole    ? "malformed.not_whole"
                                : fault == forms::FormFault::unreadable ? "malformed.unreadable"
                                                                        : "malformed.repeated_name");
  return notice(400, text("malformed.title"), text("malformed.text", {{"what", what}}));
}

Response Pages::unavailable(http::Failure failure) const {
  const bool is_unknown = failure == http::Failure::outcome_unknown;
  Response response =
      notice(503, text("unavailable.title"), text(is_unknown ? "unavailable.unknown" : "unavailable.text"));
  response.add_header("Retry-After", "5");
  return response;
}

Response Pages::prefetch() { return dress(Response(503)); }

Response Pages::logo() const {
  if (!site_.logo) return not_found();
  Response response(200, site_.logo->bytes, site_.logo->type);
  response.add_header("Cache-Control", "public, max-age=86400")
      .add_header("Referrer-Policy", "no-referrer")
      .add_header("X-Content-Type-Options", "nosniff")
      .add_header("Content-Security-Policy",
                  "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");
  return response;
}

Response Pages::internal() const { return notice(500, text("internal.title"), text("internal.text")); }

Response Pages::not_found() const { return notice(404, text("not_found.title"), text("not_found.text")); }

Response Pages::method_not_allowed(std::string_view allow) const {
  Response response = notice(405, text("method.title"), text("method.text"));
  response.add_header("Allow", allow);
  return response;
}

Response Pages::confirm(const MustConfirm& who, const crypto::SecretToken& token, const FormState& form) const {
  const auto& [customer, current, language] = who;
  const std::string title = text(current ? "switch.title" : "confirm.title");
  const std::string message = current ? text("switch.text", {{"current", *current}, {"customer", customer}})
                                      : text("confirm.text", {{"customer", customer}});
  html::Values values = start({title, message, "status"});
  auto& section = values.add_section("CONFIRM").set("TOKEN", token.reveal()).set("FORM", form.form_value.reveal());
  add_kept(section, form.wish);
  section.set("LABEL", current ? text("switch.button", {{"customer", customer}}) : text("confirm.button"));
  if (current) section.add_section("STAY").set("LABEL", text("switch.stay", {{"current", *current}}));
  return finish(200, values);
}

std::uint64_t waiting_minutes(const attempts::Throttled& throttled) {
  return static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::minutes>(throttled.retry_after).count());
}

}  // namespace latchkey::members
