#include "members/sign_in/login_service.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "base/percent.hpp"
#include "base/utf8.hpp"
#include "forms/cookie.hpp"
#include "forms/forgery.hpp"
#include "forms/form.hpp"
#include "links/login_token.hpp"
#include "members/sign_in/pages.hpp"
#include "members/sign_in/sign_in.hpp"

namespace latchkey::members {
namespace {

using http::Request;
using http::Response;

constexpr std::array<std::string_view, 1> prefixes{"/auth/"};

LandingWish read_wish(const FormFields& fields) {
  LandingWish wish;
  if (const auto* url = find_field(fields, "returnUrl"); url != nullptr && !url->empty()) wish.return_url = *url;
  if (const auto* popup = find_field(fields, "statusPopup")) wish.shows_status_popup = *popup != "false";
  return wish;
}

bool is_prefetch(const Request& request) {
  for (const auto name : {"sec-purpose", "purpose", "x-purpose", "x-moz"}) {
    for (const auto value : request.find_headers(name)) {
      const std::string purpose = lower_ascii(value);
      if (purpose.find("prefetch") != std::string::npos || purpose.find("prerender") != std::string::npos) return true;
    }
  }
  return false;
}

class LoginService {
 public:
  LoginService(const Config& config, db::Connection& db)
      : config_(config), db_(db), pages_(config.site_name, config.support) {}

  [[nodiscard]] Response handle(const Request& request) const {
    if (request.path == "/auth/login") return login(request);
    if (request.path == "/auth/logout") return logout(request);
    return pages_.not_found();
  }

  [[nodiscard]] Response describe_failure(http::Failure failure) const {
    return failure == http::Failure::unavailable ? pages_.unavailable() : pages_.internal();
  }

 private:
  // /auth/login. GET token: 303 signed in | 200 must confirm | 410 refused; GET: 200 form | 303 already signed in;
  // POST token or e-mail and password: 303 | 401 | 403 blocked or forged | 410 | 429; HEAD 200; prefetch 503; 400 for a
  // repeated or damaged parameter; 405. Nothing is spent by HEAD and prefetch.
  [[nodiscard]] Response login(const Request& request) const {
    if (request.method == "POST") return post_login(request);
    if (request.method != "GET" && request.method != "HEAD") return pages_.method_not_allowed("GET, HEAD, POST");
    if (is_prefetch(request)) return pages_.prefetch();
    if (request.method == "HEAD") return dress(Response(200, "", "text/html; charset=utf-8"));
    const auto parsed = parse_form(request.query);
    if (const auto* problem = std::get_if<FormProblem>(&parsed)) return pages_.malformed(forms::problem_text(*problem));
    const auto& fields = std::get<FormFields>(parsed);
    const LandingWish wish = read_wish(fields);
    if (const auto* token = find_field(fields, "token")) return redeem(request, *token, wish, Consent::asked);
    const auto cookie = forms::find_session_cookie(request);
    if (cookie && find_session(db_, *cookie, config_.session)) {
      return make_redirect(links::find_target(db_, wish.return_url).location);
    }
    return with_form(request, {wish, "", ""}, [&](const FormState& form) { return pages_.sign_in(form); });
  }

  [[nodiscard]] Response post_login(const Request& request) const {
    const auto parsed = parse_form(request.body);
    if (!forms::is_whole_form(request)) return pages_.malformed("the form did not arrive whole");
    if (const auto* problem = std::get_if<FormProblem>(&parsed)) return pages_.malformed(forms::problem_text(*problem));
    const auto& fields = std::get<FormFields>(parsed);
    if (!forms::is_own_form(request, config_.base_url, forms::text_of(fields, "form"))) return pages_.forged();
    const LandingWish wish = read_wish(fields);
    if (const auto* token = find_field(fields, "token")) return redeem(request, *token, wish, Consent::confirmed);
    return sign_in_by_password(request, fields, wish);
  }

  [[nodiscard]] Response sign_in_by_password(const Request& request, const FormFields& fields,
                                             const LandingWish& wish) const {
    const std::string email = forms::text_of(fields, "email");
    const std::string password = forms::text_of(fields, "password");
    const auto refused = [&] {
      return with_form(request, {wish, "", email},
                       [&](const FormState& form) { return pages_.wrong_credentials(form); });
    };
    const auto outcome =
        sign_in(db_, {email, password, wish, forms::find_session_cookie(request), forms::visitor_of(request)},
                config_.password_cost, config_.sign_in, config_.session);
    if (const auto* signed_in = std::get_if<SignedIn>(&outcome)) return enter(*signed_in);
    if (std::holds_alternative<CustomerBlocked>(outcome)) return pages_.blocked();
    if (std::holds_alternative<attempts::Throttled>(outcome)) return pages_.throttled();
    return refused();
  }

  [[nodiscard]] Response redeem(const Request& request, const std::string& text, const LandingWish& wish,
                                Consent consent) const {
    const auto refused = [&] {
      return with_form(request, {wish, "", ""}, [&](const FormState& form) { return pages_.refused_token(form); });
    };
    const auto token = crypto::SecretToken::parse(text, links::login_token_prefix);
    if (!token) return refused();
    const auto outcome = redeem_login_token(
        db_, {*token, wish, consent, forms::find_session_cookie(request), forms::visitor_of(request)}, config_.session);
    if (const auto* signed_in = std::get_if<SignedIn>(&outcome)) return enter(*signed_in);
    if (const auto* still = std::get_if<StillSignedIn>(&outcome)) return make_redirect(still->location);
    if (const auto* who = std::get_if<MustConfirm>(&outcome)) {
      return with_form(request, {wish, "", ""},
                       [&](const FormState& form) { return pages_.confirm(*who, *token, form); });
    }
    return refused();
  }

  // POST /auth/logout: 303 to the sign-in page, the session ended; 403 forged; 405 with nothing ended for the rest.
  [[nodiscard]] Response logout(const Request& request) const {
    if (request.method != "POST") return pages_.method_not_allowed("POST");
    const auto parsed = parse_form(request.body);
    const auto* fields = std::get_if<FormFields>(&parsed);
    const std::string form_value = fields == nullptr ? std::string() : forms::text_of(*fields, "form");
    if (!forms::is_own_form(request, config_.base_url, form_value)) return pages_.forged();
    if (const auto cookie = forms::find_session_cookie(request)) {
      if (const auto session = find_session(db_, *cookie, config_.session)) end_session(db_, session->id);
    }
    Response response = make_redirect("/auth/login");
    response.add_header("Set-Cookie", forms::make_expired_cookie(forms::session_cookie));
    return response;
  }

  static Response enter(const SignedIn& signed_in) {
    Response response = make_redirect(signed_in.location);
    response.add_header("Set-Cookie", forms::make_cookie(forms::session_cookie, signed_in.session.reveal()));
    return response;
  }

  // Builds a page with a form, with this browser's anti-forgery value or a new one.
  template <class MakePage>
  static Response with_form(const Request& request, FormState form, MakePage make_page) {
    const forms::FormValue own = forms::find_form_value(request);
    form.form_value = own.value.reveal();
    Response response = make_page(form);
    forms::keep_form_value(response, own);
    return response;
  }

  const Config& config_;
  db::Connection& db_;
  Pages pages_;
};

}  // namespace

http::Service make_login_service(const Config& config, db::Connection& db) {
  const auto service = std::make_shared<LoginService>(config, db);
  return {"latchkey-login", prefixes, [service](const Request& request) { return service->handle(request); },
          [service](const Request&, http::Failure failure) { return service->describe_failure(failure); }};
}

}  // namespace latchkey::members
