// The body of POST /api/v1/customers.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "customers/fields/person.hpp"
#include "customers/intake/findings.hpp"
#include "customers/leads/marketing.hpp"
#include "links/login_token.hpp"
#include "trading/accounts/account_request.hpp"

namespace latchkey::api {

struct CustomerBody {
  customers::Person person;
  std::optional<std::string> ip;  // of the customer's own device
  std::string password;           // empty: the customer is to choose one by mail
  customers::Marketing marketing;
  std::optional<trading::AccountWish> account;
  std::optional<links::LoginTokenRequest> login;
};

// Reads and checks all that can be told from the body alone. What is wrong goes to `findings`.
[[nodiscard]] CustomerBody parse_customer_body(const nlohmann::json& body, const Config& config,
                                               customers::Findings& findings);

// Asks the database for what else the body must fit: its returnUrl an entry of Settings > Menus, its account one that
// a trading platform offers, which is the answer. What does not fit goes to `findings`; the person is
// resolve_person()'s. A body that did not parse may be asked about too, so that the caller hears of everything at once.
[[nodiscard]] std::optional<trading::AccountChoice> resolve_customer_body(db::Connection& db, const CustomerBody& body,
                                                                          customers::Findings& findings);

}  // namespace latchkey::api
