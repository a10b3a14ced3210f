// The `tradingAccount` object of a customer's body.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>

#include "api/bodies/field_errors.hpp"
#include "trading/accounts/account_request.hpp"

namespace latchkey::api {

// Nothing when the member is absent or wrong; what is wrong goes to `errors`, on the pointer of the member that cannot
// be met.
[[nodiscard]] std::optional<trading::AccountChoice> parse_account_wish(const nlohmann::json& body, db::Connection& db,
                                                                       FieldErrors& errors);

// {"id", "platform", "status", "login", "code"}
[[nodiscard]] nlohmann::json account_json(const trading::AccountState& account);

}  // namespace latchkey::api
