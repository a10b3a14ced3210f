// The pages under /auth/: one layout, made on the server, without scripts and without outside resources, in the
// language of the visitor. Each names site.support where that is set, and has a chooser of languages.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "attempts/throttle.hpp"
#include "forms/form.hpp"
#include "html/render.hpp"
#include "http/response.hpp"
#include "http/service.hpp"
#include "members/sign_in/page_language.hpp"
#include "members/sign_in/redeem.hpp"
#include "members/sign_in/site.hpp"

namespace latchkey::members {

// What every form of a page carries on.
struct FormState {
  LandingWish wish;
  crypto::SecretToken form_value;  // against forgery, see forgery.hpp
  std::string email;               // typed before, shown again
};

// The headers of an answer under /auth/ without a page: no-store, no-referrer, nosniff, and a policy that allows
// nothing.
[[nodiscard]] http::Response dress(http::Response response);

// Where the visitor goes who has just set a password: the sign-in page, which says so.
inline constexpr std::string_view after_setting = "/auth/login?notice=password_set";

// 303 to a path of this site.
[[nodiscard]] http::Response make_redirect(std::string_view location);

// The pages that answer one request. Both references must outlive it.
class Pages {
 public:
  Pages(const Site& site, const http::Request& request);

  // The customer's own language, to be told as soon as it is known who that is.
  void prefer_language(const std::optional<std::string>& customers_language) { language_.prefer(customers_language); }

  // What the chooser of languages sends along in place of what the address has under this name.
  void keep_parameter(std::string_view name, std::string_view value);

  // A text of the catalogue in the language of this page; see languages/catalogue.hpp.
  [[nodiscard]] std::string text(std::string_view key, languages::Placeholders values = {}) const;
  [[nodiscard]] const languages::Catalogue& catalogue() const { return language_.catalogue(); }

  // Sets each text `label.some_name` of the catalogue as `LABEL_SOME_NAME`, for a template.
  void add_labels(html::Values& values) const;

  [[nodiscard]] http::Response sign_in(const FormState& form) const;                   // 200
  [[nodiscard]] http::Response password_set(const FormState& form) const;              // 200, the sign-in page
  [[nodiscard]] http::Response signed_out(const FormState& form) const;                // 401, nobody is signed in
  [[nodiscard]] http::Response refused_token(const FormState& form);                   // 410, the same for every reason
  [[nodiscard]] http::Response wrong_credentials(const FormState& form) const;         // 401
  [[nodiscard]] http::Response blocked() const;                                        // 403
  [[nodiscard]] http::Response throttled(const attempts::Throttled& throttled) const;  // 429 with Retry-After
  [[nodiscard]] http::Response forged() const;                                         // 403
  [[nodiscard]] http::Response malformed(forms::FormFault fault) const;                // 400
  [[nodiscard]] http::Response unavailable(http::Failure failure) const;               // 503 with Retry-After
  [[nodiscard]] static http::Response prefetch();                                      // 503 without a page
  [[nodiscard]] http::Response internal() const;                                       // 500
  [[nodiscard]] http::Response not_found() const;                                      // 404
  [[nodiscard]] http::Response method_not_allowed(std::string_view allow) const;
  [[nodiscard]] http::Response confirm(const MustConfirm& who, const crypto::SecretToken& token,
                                       const FormState& form) const;

  // 200: the bytes of the site's logo, which browsers may keep for a day (its address names its version); 404 without
  // one. An SVG that is opened by itself may style itself, and do nothing else.
  [[nodiscard]] http::Response logo() const;

  // 303 to a path of this site. As every page does, it remembers the language that the address has chosen.
  [[nodiscard]] http::Response redirect(std::string_view location) const;

  // A page of this layout with another room's content: `body` is HTML that is escaped already. A screen reader
  // announces `message`: as a status with a 200, else as an alert.
  [[nodiscard]] http::Response page(int status, std::string_view title, std::string_view message,
                                    std::string_view body) const;

  // Whom a customer turns to, for the middle of a sentence.
  [[nodiscard]] std::string whom_to_ask() const;

 private:
  // What every page begins with. A screen reader announces the text by its role: `status` or `alert`.
  struct Head {
    std::string_view title;
    std::string_view text;
    std::string_view role;
  };
  [[nodiscard]] html::Values start(const Head& head) const;
  void add_site_links(html::Values& values) const;
  void add_chooser(html::Values& values) const;
  [[nodiscard]] http::Response finish(int status, const html::Values& values) const;
  [[nodiscard]] http::Response notice(int status, std::string_view title, std::string_view message) const;
  [[nodiscard]] html::Values start_with_form(int status, std::string_view title, std::string_view message,
                                             const FormState& form) const;
  [[nodiscard]] http::Response with_form(int status, std::string_view title, std::string_view message,
                                         const FormState& form) const;

  const Site& site_;
  PageLanguage language_;
  std::vector<Parameter> kept_;
};

// Minutes, as a page tells them: at least one.
[[nodiscard]] std::uint64_t waiting_minutes(const attempts::Throttled& throttled);

}  // namespace latchkey::members
