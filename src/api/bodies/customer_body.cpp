#include "api/bodies/customer_body.hpp"

#include <array>

#include "api/bodies/account_body.hpp"
#include "api/bodies/login_body.hpp"
#include "api/bodies/marketing_body.hpp"
#include "api/bodies/person_body.hpp"

namespace latchkey::api {
namespace {

constexpr std::array<std::string_view, 12> known_members{"firstName",
                                                         "lastName",
                                                         "email",
                                                         "nationalityCountryCode",
                                                         "natonalityCountryCode",
                                                         "phone",
                                                         "phoneCountryCode",
                                                         "password",
                                                         "utmDetails",
                                                         "metadata",
                                                         "tradingAccount",
                                                         "login"};

}  // namespace

CustomerBody parse_customer_body(const nlohmann::json& body, const Config& config, FieldErrors& errors) {
  refuse_unknown_members(body, "", known_members, errors);
  return {.person = parse_person(body, PersonRule::customer, errors),
          .password = parse_password(body, errors),
          .marketing = parse_marketing(body, errors),
          .account = parse_account(body, errors),
          .login = parse_login(body, config, errors)};
}

std::optional<trading::AccountChoice> resolve_customer_body(db::Connection& db, const CustomerBody& body,
                                                            FieldErrors& errors) {
  if (body.login) refuse_unknown_return_url(db, *body.login, "/login", errors);
  if (!body.account) return std::nullopt;
  return resolve_account(db, *body.account, errors);
}

}  // namespace latchkey::api
