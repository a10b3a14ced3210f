// POST /api/v1/customers/{id}/login-tokens and DELETE /api/v1/login-tokens/{id}.
#pragma once
#include "api/frame/call.hpp"

namespace latchkey::api {

// Right logins:create for the key's own customers (own_leads.hpp), logins:any for all; and a key with an IP allow-list
// that is not too wide (else 403 ip_allow_list_required). 201 with the login; 404 no such customer, or not an own one;
// 409 customer_blocked; 400, 413, 415, 422 as everywhere.
[[nodiscard]] http::Response create_login_token(const Call& call, std::string_view customer_id);

// 204 when this key made the token and it was neither spent nor revoked; else 404.
[[nodiscard]] http::Response delete_login_token(const Call& call, std::string_view token_id);

}  // namespace latchkey::api
