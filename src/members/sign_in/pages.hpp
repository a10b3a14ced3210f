// The pages under /auth/: one layout, made on the server, without scripts and without outside resources. Each names
// site.support where that is set.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "attempts/throttle.hpp"
#include "html/render.hpp"
#include "http/response.hpp"
#include "http/service.hpp"
#include "members/sign_in/redeem.hpp"

namespace latchkey::members {

// What every form of a page carries on.
struct FormState {
  LandingWish wish;
  crypto::SecretToken form_value;  // against forgery, see forgery.hpp
  std::string email;               // typed before, shown again
};

// The headers of every answer under /auth/: no-store, no-referrer, nosniff, a CSP without inline script.
[[nodiscard]] http::Response dress(http::Response response);

// 303 to a path of this site.
[[nodiscard]] http::Response make_redirect(std::string_view location);

class Pages {
 public:
  Pages(std::string site_name, std::string support) : site_(std::move(site_name)), support_(std::move(support)) {}

  [[nodiscard]] http::Response sign_in(const FormState& form) const;                   // 200
  [[nodiscard]] http::Response signed_out(const FormState& form) const;                // 401, nobody is signed in
  [[nodiscard]] http::Response refused_token(const FormState& form) const;             // 410, the same for every reason
  [[nodiscard]] http::Response wrong_credentials(const FormState& form) const;         // 401
  [[nodiscard]] http::Response blocked() const;                                        // 403
  [[nodiscard]] http::Response throttled(const attempts::Throttled& throttled) const;  // 429 with Retry-After
  [[nodiscard]] http::Response forged() const;                                         // 403
  [[nodiscard]] http::Response malformed(std::string_view what) const;                 // 400
  [[nodiscard]] http::Response unavailable(http::Failure failure) const;               // 503 with Retry-After
  [[nodiscard]] http::Response prefetch() const;                                       // 503 without a page
  [[nodiscard]] http::Response internal() const;                                       // 500
  [[nodiscard]] http::Response not_found() const;                                      // 404
  [[nodiscard]] http::Response method_not_allowed(std::string_view allow) const;
  [[nodiscard]] http::Response confirm(const MustConfirm& who, const crypto::SecretToken& token,
                                       const FormState& form) const;

  // A page of this layout with another room's content: `body` is HTML that is escaped already. A screen reader
  // announces `text`: as a status with a 200, else as an alert.
  [[nodiscard]] http::Response page(int status, std::string_view title, std::string_view text,
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
  [[nodiscard]] static http::Response finish(int status, const html::Values& values);
  [[nodiscard]] http::Response notice(int status, std::string_view title, std::string_view text) const;
  [[nodiscard]] http::Response with_form(int status, std::string_view title, std::string_view text,
                                         const FormState& form) const;
  std::string site_;
  std::string support_;
};

}  // namespace latchkey::members
