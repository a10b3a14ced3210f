// POST /api/v1/leads.
#pragma once
#include "api/frame/call.hpp"

namespace latchkey::api {

// Right leads:create. 201 for a new lead, 200 for a matched one, both with the lead; 400, 403, 409
// idempotency_in_progress, 413, 415, 422 as for customers, and in the same order. Only the e-mail is mandatory.
// ?dryRun=true as for customers.
[[nodiscard]] http::Response create_lead(const Call& call);

}  // namespace latchkey::api
