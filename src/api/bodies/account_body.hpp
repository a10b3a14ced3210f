// The `tradingAccount` object of a customer's body.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>

#include "customers/intake/findings.hpp"
#include "trading/accounts/account_request.hpp"

namespace latchkey::api {

// Nothing when the member is absent or wrong; what is wrong goes to `findings`.
[[nodiscard]] std::optional<trading::AccountWish> parse_account(const nlohmann::json& body,
                                                                customers::Findings& findings);

// What the wish comes to at the platforms as they are configured now. When it cannot be met: nothing, and an error
// `not_configured` on the member that stands in the way.
[[nodiscard]] std::optional<trading::AccountChoice> resolve_account(db::Connection& db,
                                                                    const trading::AccountWish& wish,
                                                                    customers::Findings& findings);

// {"id", "platform", "status", "login", "code"}
[[nodiscard]] nlohmann::json account_json(const trading::AccountState& account);

}  // namespace latchkey::api
