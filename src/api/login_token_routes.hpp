// POST /api/v1/customers/{id}/login-tokens and DELETE /api/v1/login-tokens/{id}.
#pragma once
#include "api/call.hpp"

namespace latchkey::api {

// Right logins:create, and a key with an IP allow-list (403 ip_allow_list_required without). 201 with the login; 404 no
// such customer; 409 customer_blocked; 400, 413, 415, 422 as everywhere.
[[nodiscard]] http::Response create_login_token(const Call& call, std::string_view customer_id);

// 204 when this key made the token and it was neither spent nor revoked; else 404.
[[nodiscard]] http::Response delete_login_token(const Call& call, std::string_view token_id);

}  // namespace latchkey::api
