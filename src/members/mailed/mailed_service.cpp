#include "members/mailed/mailed_service.hpp"

#include <array>

#include "crypto/password.hpp"
#include "customers/fields/password_rules.hpp"
#include "email/email.hpp"
#include "forms/forgery.hpp"
#include "forms/form.hpp"
#include "links/return_target.hpp"
#include "mailed_templates.hpp"
#include "mails/mail_queue.hpp"
#include "members/mailed/mailed_acts.hpp"
#include "members/sign_in/link_address.hpp"
#include "members/sign_in/mask_email.hpp"
#include "members/sign_in/pages.hpp"

namespace latchkey::members {
namespace {

using http::Request;
using http::Response;
using mails::TokenKind;

constexpr std::string_view forgot_path = "/auth/password/forgot";
constexpr std::string_view set_path = "/auth/password/set";
constexpr std::string_view confirm_path = "/auth/email/confirm";
constexpr std::string_view link_path = "/auth/link";
constexpr std::array<std::string_view, 4> paths{forgot_path, set_path, confirm_path, link_path};

constexpr int unprocessable = 422;

// One request.
class MailedVisit {
 public:
  MailedVisit(const Config& config, db::Connection& db, const Site& site, const Request& request)
      : config_(config), db_(db), request_(request), pages_(site, request) {}

  [[nodiscard]] Response answer() {
    const bool is_post = request_.method == "POST";
    const bool is_get = request_.method == "GET" || request_.method == "HEAD";
    const bool is_known = std::ranges::find(paths, request_.path) != paths.end();
    if (!is_known) return pages_.not_found();
    if (!is_post && !is_get) return pages_.method_not_allowed("GET, HEAD, POST");
    if (request_.path == link_path) return is_post ? send_link() : pages_.redirect("/auth/login");
    const auto query = read_link_address(request_.query);
    const auto* address = std::get_if<LinkAddress>(&query);
    if (address == nullptr) return pages_.malformed(forms::FormFault::repeated_name);
    if (request_.method == "HEAD") return dress(Response(200, "", "text/html; charset=utf-8"));
    const std::string token = address->token.value_or("");
    if (request_.path == forgot_path) return is_post ? send_password_link() : ask_for_address();
    if (request_.path == set_path) return is_post ? set_password() : ask_for_password(token);
    return is_post ? confirm_address() : ask_to_confirm(token);
  }

 private:
  // GET /auth/password/forgot: 200.
  [[nodiscard]] Response ask_for_address() const {
    return with_form(200, "forgot.title", pages_.text("forgot.text"),
                     [](html::Values& values) -> html::Values& { return values.add_section("FORGOT"); });
  }

  // POST /auth/password/forgot with the field email: 200, the same page for every address | 400 | 403. The same
  // statements are carried out for every address, so that the time tells nothing either.
  [[nodiscard]] Response send_password_link() { return send(mails::Kind::forgotten, true); }

  // POST /auth/link with the fields email, returnUrl and statusPopup: answers as /auth/password/forgot does. A GET,
  // which the chooser of languages sends from that answer: 303 to the sign-in page.
  [[nodiscard]] Response send_link() { return send(mails::Kind::sign_in_link, false); }

  [[nodiscard]] Response send(mails::Kind kind, bool is_for_password) {
    const auto form = read_form();
    if (const auto* fault = std::get_if<forms::FormFault>(&form)) return refuse(*fault);
    const auto& fields = std::get<FormFields>(form);
    const auto email = email::parse_email(forms::text_of(fields, "email"));
    if (email) {
      const auto facts = is_for_password ? nlohmann::json::object() : read_wish(fields);
      db_.in_transaction([&](db::Transaction&) {
        mails::queue_mail(db_,
                          {.kind = kind, .recipient = *email, .language = pages_.catalogue().tag(), .facts = facts},
                          mails::OverLimit::leave_no_trace);
      });
    }
    html::Values values;
    values.add_section("BACK").set("LABEL", pages_.text("sign_in.back"));
    return pages_.page(200, pages_.text("forgot.sent_title"), pages_.text("forgot.sent_text"), render(values));
  }

  // Where the refused link would have led.
  [[nodiscard]] nlohmann::json read_wish(const FormFields& fields) {
    nlohmann::json facts = nlohmann::json::object();
    const std::string url = forms::text_of(fields, "returnUrl");
    if (!url.empty() && !links::find_target(db_, url).problem) facts["returnUrl"] = url;
    if (forms::text_of(fields, "statusPopup") == "false") facts["statusPopup"] = false;
    return facts;
  }

  // GET /auth/password/set?token=lp_…: 200 the form | 410.
  [[nodiscard]] Response ask_for_password(const std::string& token) {
    const auto link = find_link(TokenKind::password, token);
    return link ? password_form(200, *link, token) : refuse_link();
  }

  // POST /auth/password/set with the fields token and password: 303 to the sign-in page | 400 | 403 | 410 | 422 the
  // password may not be taken, and the link is not spent.
  [[nodiscard]] Response set_password() {
    const auto form = read_form();
    if (const auto* fault = std::get_if<forms::FormFault>(&form)) return refuse(*fault);
    const auto& fields = std::get<FormFields>(form);
    const std::string token = forms::text_of(fields, "token");
    const std::string password = forms::text_of(fields, "password");
    const auto link = find_link(TokenKind::password, token);
    if (!link) return refuse_link();
    if (customers::find_password_problem(password)) return password_form(unprocessable, *link, token);
    const std::string hash = crypto::hash_password(password, config_.password_cost);
    if (!set_password_by_link(db_, *link, hash)) return refuse_link();
    return pages_.redirect(after_setting);
  }

  [[nodiscard]] Response password_form(int status, const OpenLink& link, const std::string& token) {
    pages_.keep_parameter("token", token);
    const std::string message = status == 200 ? pages_.text("set_password.text", {{"customer", mask_email(link.email)}})
                                              : pages_.text("set_password.refused");
    return with_form(status, "set_password.title", message, [&](html::Values& values) -> html::Values& {
      return values.add_section("SET").set("TOKEN", token).set("EMAIL", link.email);
    });
  }

  // GET /auth/email/confirm?token=le_…: 200 a page with a button | 410.
  [[nodiscard]] Response ask_to_confirm(const std::string& token) {
    const auto link = find_link(TokenKind::confirm, token);
    if (!link) return refuse_link();
    const std::string message = pages_.text("confirm_address.text", {{"customer", mask_email(link->email)}});
    return with_form(200, "confirm_address.title", message, [&](html::Values& values) -> html::Values& {
      return values.add_section("CONFIRM").set("TOKEN", token);
    });
  }

  // POST /auth/email/confirm with the field token: 200 | 400 | 403 | 410.
  [[nodiscard]] Response confirm_address() {
    const auto form = read_form();
    if (const auto* fault = std::get_if<forms::FormFault>(&form)) return refuse(*fault);
    const auto link = find_link(TokenKind::confirm, forms::text_of(std::get<FormFields>(form), "token"));
    if (!link || !confirm_address_by_link(db_, *link)) return refuse_link();
    html::Values values;
    values.add_section("BACK").set("LABEL", pages_.text("sign_in.back"));
    return pages_.page(200, pages_.text("confirm_address.done_title"), pages_.text("confirm_address.done_text"),
                       render(values));
  }

  [[nodiscard]] forms::Form read_form() const {
    Request mended = request_;
    mended.body = mend_landing(request_.body);
    return forms::read_own_form(mended, config_.base_url);
  }

  [[nodiscard]] Response refuse(forms::FormFault fault) const {
    return fault == forms::FormFault::forged ? pages_.forged() : pages_.malformed(fault);
  }

  [[nodiscard]] std::optional<OpenLink> find_link(TokenKind kind, const std::string& token) {
    auto link = find_open_link(db_, forms::visitor_of(request_), kind, token);
    if (link) pages_.prefer_language(link->language);
    return link;
  }

  // The page of every link that is refused, whatever it was for.
  [[nodiscard]] Response refuse_link() {
    const forms::FormValue own = forms::find_form_value(request_);
    Response response = pages_.refused_token(FormState{{}, own.value, ""});
    forms::keep_form_value(response, own);
    return response;
  }

  // A page whose form carries this browser's anti-forgery value. `add` adds the form's section.
  template <class Add>
  [[nodiscard]] Response with_form(int status, std::string_view title, std::string_view message, Add add) const {
    const forms::FormValue own = forms::find_form_value(request_);
    html::Values values;
    pages_.add_labels(values);
    add(values).set("FORM", own.value.reveal());
    Response response = pages_.page(status, pages_.text(title), message, render(values));
    forms::keep_form_value(response, own);
    return response;
  }

  [[nodiscard]] static std::string render(const html::Values& values) {
    return html::render("members_mailed", mailed_templates::mailed_html, values);
  }

  const Config& config_;
  db::Connection& db_;
  const Request& request_;
  Pages pages_;
};

class MailedService final : public http::Service {
 public:
  MailedService(const Config& config, db::Connection& db, const Site& site) : config_(config), db_(db), site_(site) {}

  Response handle(const Request& request) override { return MailedVisit(config_, db_, site_, request).answer(); }

  [[nodiscard]] std::string_view route_of(const Request& request) const override {
    const auto* found = std::ranges::find(paths, request.path);
    return found == paths.end() ? http::other_route : *found;
  }

  Response describe_failure(const Request& request, http::Failure failure) override {
    const Pages pages(site_, request);
    return failure == http::Failure::internal ? pages.internal() : pages.unavailable(failure);
  }

 private:
  const Config& config_;
  db::Connection& db_;
  const Site& site_;
};

}  // namespace

std::unique_ptr<http::Service> make_mailed_service(const Config& config, db::Connection& db, const Site& site) {
  return std::make_unique<MailedService>(config, db, site);
}

}  // namespace latchkey::members
