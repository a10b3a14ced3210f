// The body of POST /api/v1/leads.
#pragma once
#include <nlohmann/json.hpp>

#include "api/bodies/field_errors.hpp"
#include "customers/marketing.hpp"
#include "customers/person.hpp"

namespace latchkey::api {

struct LeadBody {
  customers::Person person;
  customers::Marketing marketing;
};

// Reads and checks the body. What is wrong goes to `errors`.
[[nodiscard]] LeadBody parse_lead_body(const nlohmann::json& body, FieldErrors& errors);

}  // namespace latchkey::api
