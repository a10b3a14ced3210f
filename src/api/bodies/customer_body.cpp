#include "api/bodies/customer_body.hpp"

#include <array>

#include "api/bodies/account_body.hpp"
#include "api/bodies/login_body.hpp"
#include "customers/intake/marketing_body.hpp"
#include "customers/intake/person_body.hpp"

namespace latchkey::api {
namespace {

using customers::find_member;
using customers::Findings;
using customers::PersonRule;

constexpr std::array<std::string_view, 14> known_members{"firstName",
                                                         "lastName",
                                                         "email",
                                                         "nationalityCountryCode",
                                                         "natonalityCountryCode",
                                                         "phone",
                                                         "phoneCountryCode",
                                                         "ip",
                                                         "language",
                                                         "password",
                                                         "utmDetails",
                                                         "metadata",
                                                         "tradingAccount",
                                                         "login"};

// Where mails are sent, the customer may choose the password by a link.
std::string parse_password_or_none(const nlohmann::json& body, const Config& config, Findings& findings) {
  if (config.mail && find_member(body, "password") == nullptr) return {};
  return parse_password(body, findings);
}

}  // namespace

CustomerBody parse_customer_body(const nlohmann::json& body, const Config& config, Findings& findings) {
  refuse_unknown_members(body, "", known_members, findings);
  return {.person = parse_person(body, PersonRule::customer, findings),
          .ip = parse_ip(body, findings),
          .password = parse_password_or_none(body, config, findings),
          .marketing = parse_marketing(body, findings),
          .account = parse_account(body, findings),
          .login = parse_login(body, config, findings)};
}

std::optional<trading::AccountChoice> resolve_customer_body(db::Connection& db, const CustomerBody& body,
                                                            Findings& findings) {
  if (body.login) refuse_unknown_return_url(db, *body.login, "/login", findings);
  if (!body.account) return std::nullopt;
  return resolve_account(db, *body.account, findings);
}

}  // namespace latchkey::api
