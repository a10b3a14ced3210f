#include "admin/frame/frame.hpp"

#include "admin/frame/assets.hpp"
#include "admin/frame/navigation.hpp"
#include "admin/parts/flash.hpp"
#include "admin_templates.hpp"
#include "html/render.hpp"

namespace latchkey::admin {
namespace {

html::Values start(const Config& config, const Content& content) {
  html::Values values;
  values.set("TITLE", content.title).set("SITE", config.site_name).set("CONTENT", content.html);
  values.set("STYLE", style_address()).set("SCRIPT", script_address());
  values.set("SESSION_SCRIPT", session_script_address()).set("PASSKEY_SCRIPT", passkey_script_address());
  return values;
}

http::Response finish(int status, const html::Values& values) {
  return dress(
      http::Response(status, html::render("admin_layout", templates::layout_html, values), "text/html; charset=utf-8"));
}

std::string sentence(std::string_view title, std::string_view text) {
  html::Values values;
  values.set("TITLE", title);
  values.add_section("MESSAGE").set("TONE", "bad").set("ROLE", "alert").set("TEXT", text);
  values.add_section("BACK").set("HREF", "/admin/").set("LABEL", "Go to the start of the admin area");
  return html::render("admin_sign_in", templates::sign_in_html, values);
}

}  // namespace

http::Response dress(http::Response response) {
  response.add_header("Cache-Control", "no-store")
      .add_header("Referrer-Policy", "same-origin")
      .add_header("X-Content-Type-Options", "nosniff")
      .add_header("Cross-Origin-Opener-Policy", "same-origin")
      .add_header("Content-Security-Policy",
                  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
                  "form-action 'self'; "
                  "base-uri 'none'; frame-ancestors 'none'");
  return response;
}

http::Response frame(const Visit& visit, int status, const Content& content) {
  html::Values values = start(visit.config, content);
  values.set("BODY", "inside");
  values.add_section("SESSION")
      .set("LEFT", std::to_string(visit.session.left.count()))
      .set("USER", visit.session.user_id.text());
  auto& who = values.add_section("SIGNED_IN").set("NAME", visit.session.name).set("CSRF", visit.form_value);
  fill_navigation(who, visit);
  const auto text = find_flash(visit.request);
  if (!text.empty()) values.add_section("FLASH").set("TEXT", text);
  http::Response response = finish(status, values);
  forget_flash(visit.request, response);
  return response;
}

http::Response frame_bare(const Config& config, int status, const Content& content) {
  html::Values values = start(config, content);
  values.set("BODY", "outside");
  return finish(status, values);
}

http::Response refuse(const Visit& visit, int status, std::string_view title, std::string_view text) {
  return frame(visit, status, {std::string(title), sentence(title, text)});
}

http::Response refuse_bare(const Config& config, int status, std::string_view title, std::string_view text) {
  return frame_bare(config, status, {std::string(title), sentence(title, text)});
}

http::Response go(std::string_view path, std::string_view done) {
  http::Response response(303);
  response.add_header("Location", "/admin" + std::string(path));
  if (!done.empty()) {
    response.add_header("Set-Cookie", std::string(flash_cookie) + "=" + std::string(done) +
                                          "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60");
  }
  return dress(std::move(response));
}

}  // namespace latchkey::admin
