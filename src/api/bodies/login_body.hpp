// The `login` object of a customer's body, and the body of POST …/login-tokens.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "customers/intake/findings.hpp"
#include "links/login_token.hpp"

namespace latchkey::api {

// The member `login` of a customer's body: kind, returnUrl and statusPopup. Absent means a `redirect` token; null, or
// something that is no object, gives nothing.
[[nodiscard]] std::optional<links::LoginTokenRequest> parse_login(const nlohmann::json& body, const Config& config,
                                                                  customers::Findings& findings);

// `email`: the link goes to the customer by mail, and to nobody else.
enum class Deliver { to_caller, by_mail };

// The member `deliver` of such a body, before anything else of it is looked at.
[[nodiscard]] Deliver read_deliver(const nlohmann::json& body);

// A body of POST …/login-tokens: the same members, ttlSeconds and deliver. With `deliver` the kind is `link`.
[[nodiscard]] links::LoginTokenRequest parse_login_token_body(const nlohmann::json& body, const Config& config,
                                                              customers::Findings& findings);

// Adds `not_allowed` on the request's returnUrl unless it is the path of an enabled entry of Settings > Menus, and
// lists the paths that are, also where the parser has refused it. `parent` is the JSON pointer of the object that the
// request was read from.
void refuse_unknown_return_url(db::Connection& db, const links::LoginTokenRequest& request, const std::string& parent,
                               customers::Findings& findings);

}  // namespace latchkey::api
