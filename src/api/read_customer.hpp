// GET /api/v1/customers/{id}.
#pragma once
#include "api/frame/call.hpp"

namespace latchkey::api {

// Right customers:create. 200 with customer, lead and trading accounts for the key that created the customer; 404 for
// any other id.
[[nodiscard]] http::Response read_customer(const Call& call, std::string_view id);

}  // namespace latchkey::api
