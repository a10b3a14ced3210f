// The body of POST /api/v1/leads.
#pragma once
#include <nlohmann/json.hpp>

#include "customers/fields/person.hpp"
#include "customers/intake/findings.hpp"
#include "customers/leads/marketing.hpp"

namespace latchkey::customers {

struct LeadBody {
  Person person;
  Marketing marketing;
};

// Reads and checks the body. What is wrong goes to `findings`.
[[nodiscard]] LeadBody parse_lead_body(const nlohmann::json& body, Findings& findings);

}  // namespace latchkey::customers
