// Marketing parameters (`utmDetails`) and dynamic parameters (`metadata`) of a request body.
#pragma once
#include <nlohmann/json.hpp>

#include "customers/field_errors.hpp"

namespace latchkey::customers {

// Both are objects, empty when absent.
struct Marketing {
  nlohmann::json utm_details = nlohmann::json::object();  // key -> string
  nlohmann::json metadata = nlohmann::json::object();     // key -> string, number or boolean
};

// utmDetails: at most 40 keys, string values of at most 1000 characters; a null value counts as absent. metadata: at
// most 50 keys of 1 to 64 characters; strings of at most 1000 characters, numbers that fit 64 bits, booleans.
[[nodiscard]] Marketing parse_marketing(const nlohmann::json& body, FieldErrors& errors);

}  // namespace latchkey::customers
