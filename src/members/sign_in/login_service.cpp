#include "members/sign_in/login_service.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "forms/cookie.hpp"
#include "forms/forgery.hpp"
#include "forms/form.hpp"
#include "links/login_token.hpp"
#include "members/sign_in/link_address.hpp"
#include "members/sign_in/pages.hpp"
#include "members/sign_in/sign_in.hpp"
#include "metrics/metrics.hpp"

namespace latchkey::members {
namespace {

using http::Request;
using http::Response;

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

// What the counters of /metrics call it.
std::string_view name_of(const RedeemOutcome& outcome) {
  using attempts::Outcome;
  if (std::holds_alternative<SignedIn>(outcome)) return outcome_name(Outcome::signed_in);
  if (std::holds_alternative<StillSignedIn>(outcome)) return outcome_name(Outcome::still_signed_in);
  if (std::holds_alternative<MustConfirm>(outcome)) return outcome_name(Outcome::must_confirm);
  return outcome_name(std::get<Refused>(outcome).reason);
}

std::string_view name_of(const SignInOutcome& outcome) {
  using attempts::Outcome;
  if (std::holds_alternative<SignedIn>(outcome)) return outcome_name(Outcome::signed_in);
  if (std::holds_alternative<CustomerBlocked>(outcome)) return outcome_name(Outcome::customer_blocked);
  if (std::holds_alternative<attempts::Throttled>(outcome)) return outcome_name(Outcome::throttled);
  return outcome_name(Outcome::wrong_password);
}

// One request to sign in or out.
class Visit {
 public:
  Visit(const Config& config, db::Connection& db, const Site& site, const Request& request)
      : config_(config), db_(db), request_(request), pages_(site, request) {}

  [[nodiscard]] Response answer() {
    if (request_.path == "/auth/login") return login();
    if (request_.path == "/auth/logout") return logout();
    if (request_.path == "/auth/logo") return logo();
    return pages_.not_found();
  }

 private:
  // /auth/login. GET token: 303 signed in | 200 must confirm | 410 refused; GET: 200 form | 303 already signed in;
  // POST token or e-mail and password: 303 | 401 | 403 blocked or forged | 410 | 429; HEAD 200; prefetch 503; 400 for a
  // parameter that stands twice with different values; 405. Nothing is spent by HEAD and prefetch.
  [[nodiscard]] Response login() {
    if (request_.method == "POST") return post_login();
    if (request_.method != "GET" && request_.method != "HEAD") return pages_.method_not_allowed("GET, HEAD, POST");
    if (is_prefetch(request_)) return Pages::prefetch();
    if (request_.method == "HEAD") return dress(Response(200, "", "text/html; charset=utf-8"));
    const auto query = read_link_address(request_.query);
    const auto* address = std::get_if<LinkAddress>(&query);
    if (address == nullptr) return pages_.malformed(forms::FormFault::repeated_name);
    const LandingWish& wish = address->wish;
    if (address->token) return redeem(*address->token, wish, Consent::asked);
    if (find_session(db_, forms::find_session_cookie(request_), config_.session)) {
      return pages_.redirect(links::find_target(db_, wish.return_url).location);
    }
    const bool has_set_password = has_notice("password_set");
    return with_form(wish, "", [&](const FormState& form) {
      return has_set_password ? pages_.password_set(form) : pages_.sign_in(form);
    });
  }

  [[nodiscard]] bool has_notice(std::string_view name) const {
    return std::ranges::any_of(list_parameters(request_.query), [&](const Parameter& parameter) {
      return parameter.first == "notice" && parameter.second == name;
    });
  }

  [[nodiscard]] Response post_login() {
    Request mended = request_;
    mended.body = mend_landing(request_.body);
    const auto form = forms::read_own_form(mended, config_.base_url);
    if (const auto* fault = std::get_if<forms::FormFault>(&form)) {
      return *fault == forms::FormFault::forged ? pages_.forged() : pages_.malformed(*fault);
    }
    const auto& fields = std::get<FormFields>(form);
    const LandingWish wish = read_wish(fields);
    if (const auto* token = find_field(fields, "token")) return redeem(*token, wish, Consent::confirmed);
    return sign_in_by_password(fields, wish);
  }

  [[nodiscard]] Response sign_in_by_password(const FormFields& fields, const LandingWish& wish) {
    const std::string email = forms::text_of(fields, "email");
    const auto outcome = sign_in(db_,
                                 {.email = email,
                                  .password = forms::text_of(fields, "password"),
                                  .wish = wish,
                                  .session_cookie = forms::find_session_cookie(request_),
                                  .visitor = forms::visitor_of(request_),
                                  .form_cookie = forms::find_cookie(request_, forms::form_cookie)},
                                 {config_.password_cost, config_.sign_in}, config_.session);
    metrics::count("latchkey_sign_ins_total", {{"outcome", name_of(outcome)}});
    if (const auto* signed_in = std::get_if<SignedIn>(&outcome)) return enter(*signed_in);
    if (const auto* blocked = std::get_if<CustomerBlocked>(&outcome)) {
      pages_.prefer_language(blocked->language);
      return pages_.blocked();
    }
    if (const auto* throttled = std::get_if<attempts::Throttled>(&outcome)) return pages_.throttled(*throttled);
    return with_form(wish, email, [&](const FormState& form) { return pages_.wrong_credentials(form); });
  }

  [[nodiscard]] Response redeem(std::string_view text, const LandingWish& wish, Consent consent) {
    const auto refused = [&] {
      return with_form(wish, "", [&](const FormState& form) { return pages_.refused_token(form); });
    };
    const auto token = crypto::SecretToken::parse(text, links::login_token_prefix);
    if (!token) {
      refuse_malformed_token(db_, forms::visitor_of(request_));
      metrics::count("latchkey_redemptions_total", {{"outcome", outcome_name(attempts::Outcome::malformed)}});
      return refused();
    }
    const auto outcome = redeem_login_token(db_,
                                            {.token = *token,
                                             .wish = wish,
                                             .consent = consent,
                                             .session_cookie = forms::find_session_cookie(request_),
                                             .form_cookie = forms::find_cookie(request_, forms::form_cookie),
                                             .visitor = forms::visitor_of(request_)},
                                            config_.session);
    metrics::count("latchkey_redemptions_total", {{"outcome", name_of(outcome)}});
    if (const auto* signed_in = std::get_if<SignedIn>(&outcome)) return enter(*signed_in);
    if (const auto* still = std::get_if<StillSignedIn>(&outcome)) return pages_.redirect(still->location);
    if (const auto* who = std::get_if<MustConfirm>(&outcome)) {
      pages_.prefer_language(who->language);
      return with_form(wish, "", [&](const FormState& form) { return pages_.confirm(*who, *token, form); });
    }
    return refused();
  }

  // GET /auth/logo: 200 | 404 the site has none | 405.
  [[nodiscard]] Response logo() const {
    const bool is_get = request_.method == "GET" || request_.method == "HEAD";
    return is_get ? pages_.logo() : pages_.method_not_allowed("GET, HEAD");
  }

  // POST /auth/logout: 303 to the sign-in page, the session ended; 403 forged; 405 with nothing ended for the rest.
  [[nodiscard]] Response logout() {
    if (request_.method != "POST") return pages_.method_not_allowed("POST");
    const auto parsed = parse_form(request_.body);  // what cannot be read has no value, and is judged by its headers
    const auto* fields = std::get_if<FormFields>(&parsed);
    const std::string form_value = fields == nullptr ? std::string() : forms::text_of(*fields, "form");
    if (!forms::is_own_form(request_, config_.base_url, form_value)) return pages_.forged();
    const auto session = find_session(db_, forms::find_session_cookie(request_), config_.session);
    if (session) end_session(db_, session->id);
    Response response = make_redirect("/auth/login");
    response.add_header("Set-Cookie", forms::make_expired_cookie(forms::session_cookie));
    return response;
  }

  [[nodiscard]] Response enter(const SignedIn& signed_in) const {
    Response response = pages_.redirect(signed_in.location);
    response.add_header("Set-Cookie", forms::make_cookie(forms::session_cookie, signed_in.session));
    return response;
  }

  // Builds a page with a form, which carries this browser's anti-forgery value or a new one.
  template <class MakePage>
  [[nodiscard]] Response with_form(const LandingWish& wish, const std::string& email, MakePage make_page) const {
    const forms::FormValue own = forms::find_form_value(request_);
    Response response = make_page(FormState{wish, own.value, email});
    forms::keep_form_value(response, own);
    return response;
  }

  const Config& config_;
  db::Connection& db_;
  const Request& request_;
  Pages pages_;
};

class LoginService final : public http::Service {
 public:
  LoginService(const Config& config, db::Connection& db, const Site& site) : config_(config), db_(db), site_(site) {}

  Response handle(const Request& request) override { return Visit(config_, db_, site_, request).answer(); }

  [[nodiscard]] std::string_view route_of(const Request& request) const override {
    for (const std::string_view route : {"/auth/login", "/auth/logout", "/auth/logo"}) {
      if (request.path == route) return route;
    }
    return http::other_route;
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

std::unique_ptr<http::Service> make_login_service(const Config& config, db::Connection& db, const Site& site) {
  return std::make_unique<LoginService>(config, db, site);
}

}  // namespace latchkey::members
