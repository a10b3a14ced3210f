// The members `utmDetails` and `metadata` of a request body.
#pragma once
#include <nlohmann/json.hpp>

#include "customers/intake/findings.hpp"
#include "customers/leads/marketing.hpp"

namespace latchkey::customers {

// Keys have 1 to 64 characters. utmDetails: at most 40 keys; numbers and booleans are taken as text, a text of more
// than 1000 characters is cut with the warning `value_cut`, and a null value counts as absent. metadata: at most 50
// keys; strings of at most 1000 characters, numbers that fit 64 bits, booleans.
[[nodiscard]] Marketing parse_marketing(const nlohmann::json& body, Findings& findings);

}  // namespace latchkey::customers
