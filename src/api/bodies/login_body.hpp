// The `login` object of a request body, and the body of POST …/login-tokens.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>

#include "api/bodies/field_errors.hpp"
#include "links/login_token.hpp"

namespace latchkey::api {

// Reads kind, returnUrl and statusPopup of `object`, whose JSON pointer is `parent`; ttlSeconds too where the rule
// says so. A returnUrl must be an enabled entry of Settings > Menus.
enum class TtlRule { none, optional };
[[nodiscard]] links::LoginTokenRequest parse_login_object(const nlohmann::json& object, const std::string& parent,
                                                          TtlRule ttl_rule, const Config& config, db::Connection& db,
                                                          FieldErrors& errors);

// The `login` member of a customer's body: absent = a `redirect` token, null = no token.
[[nodiscard]] std::optional<links::LoginTokenRequest> parse_login_wish(const nlohmann::json& body, const Config& config,
                                                                       db::Connection& db, FieldErrors& errors);

}  // namespace latchkey::api
