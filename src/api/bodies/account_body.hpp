// The `tradingAccount` object of a customer's body.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>

#include "customers/field_errors.hpp"
#include "platforms/account_request.hpp"

namespace latchkey::customers {

// Nothing when the member is absent or wrong; what is wrong goes to `errors`, on the pointer of the member that cannot
// be met.
[[nodiscard]] std::optional<platforms::AccountChoice> parse_account_wish(const nlohmann::json& body, db::Connection& db,
                                                                         FieldErrors& errors);

// {"id", "platform", "status", "login", "code"}
[[nodiscard]] nlohmann::json account_json(const platforms::AccountState& account);

}  // namespace latchkey::customers
