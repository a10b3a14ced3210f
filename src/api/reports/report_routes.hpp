// What partners ask about what became of their leads.
#pragma once
#include "api/frame/call.hpp"

namespace latchkey::api {

// GET /api/v1/reports/leads, right reports:read, for own leads; with the right reports:personal too, with personal
// data. 200: a page of them; 403 right_missing; 422 with `errors` that name parameters.
[[nodiscard]] http::Response report_leads(const Call& call);

}  // namespace latchkey::api
