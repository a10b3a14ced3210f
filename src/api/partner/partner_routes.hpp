// What a partner may ask besides creating: about his own key, and what there is to choose from.
#pragma once
#include "api/frame/call.hpp"

namespace latchkey::api {

// GET /api/v1/key, for any valid key. 200: its name, rights, limits and what is used of them.
[[nodiscard]] http::Response show_own_key(const Call& call);

// GET /api/v1/offers, for any valid key. 200: the trading accounts and return URLs that a creation may name, and the
// statuses of leads; enabled ones only.
[[nodiscard]] http::Response show_offers(const Call& call);

// PATCH /api/v1/leads/{id}, right leads:update, for any lead. 200: the lead's status as it is now; 403 right_missing;
// 404; 422 for a status that is not there or not enabled.
[[nodiscard]] http::Response change_lead(const Call& call, std::string_view id);

// POST /api/v1/customers/{id}/events, right events:create and a narrow allow-list, for any customer. 201 for a new
// event; 200 with the first answer for one that was told before; 403 right_missing, ip_allow_list_required; 404; 409
// reference_taken; 422.
[[nodiscard]] http::Response create_event(const Call& call, std::string_view customer_id);

// GET /api/v1/calls/{requestId}, for any valid key. 200: the call of this request, by this key or one that it has
// replaced; 404.
[[nodiscard]] http::Response show_call(const Call& call, std::string_view request_id);

}  // namespace latchkey::api
