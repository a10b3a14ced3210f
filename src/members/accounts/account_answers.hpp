// What a browser or a script is told about trading accounts: each answer is a page in the language of the visitor, or
// JSON, in English, for those who ask for it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "http/problem.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "members/accounts/account_store.hpp"
#include "members/accounts/reveal.hpp"
#include "members/sessions/json_answer.hpp"
#include "members/sign_in/pages.hpp"

namespace latchkey::members {

// Whether the request says `Accept: application/json`. A browser that sends a form does not.
[[nodiscard]] bool wants_json(const http::Request& request);

[[nodiscard]] nlohmann::json account_json(const MemberAccount& account);

// Why no passwords are shown.
enum class Refusal { malformed, forged, not_found, not_open, failed, revealed, unavailable, outcome_unknown };

// The answers to one request. Both references must outlive it.
class AccountAnswers {
 public:
  AccountAnswers(const Site& site, const http::Request& request)
      : site_(site), request_(request), pages_(site, request) {}

  // The customer's own language, for the pages.
  void prefer_language(const std::optional<std::string>& customers_language) {
    pages_.prefer_language(customers_language);
  }

  // What the chooser of languages sends along as `returnUrl`, in place of what the address has.
  void keep_way_back(std::string_view back) { pages_.keep_parameter("returnUrl", back); }

  // `back` is the path of the page that the visitor came from.
  [[nodiscard]] http::Response refuse(Refusal refusal, std::string_view back = "/") const;
  [[nodiscard]] http::Response method_not_allowed(std::string_view allow) const;

  // 429: the password was wrong too often.
  [[nodiscard]] http::Response throttle(const attempts::Throttled& throttled, std::string_view back) const;

  // 401: the sign-in form, which leads back to `back`.
  [[nodiscard]] http::Response not_signed_in(const std::string& back) const;

  struct Question {
    enum class Asked { first, again };  // again: the password that was given is wrong
    Asked asked = Asked::first;
    const MemberAccount& account;
    std::string_view email;
    std::string_view back;
  };

  // The form that asks for the customer's password: 200, or 401 when it is asked again.
  [[nodiscard]] http::Response ask(const Question& question) const;

  // 200: both passwords.
  [[nodiscard]] http::Response show(const MemberAccount& account, const PlatformPasswords& passwords,
                                    std::string_view back) const;

 private:
  [[nodiscard]] html::Values start(std::string_view back) const;

  const Site& site_;
  const http::Request& request_;
  Pages pages_;
};

}  // namespace latchkey::members
