// The members `utmDetails` and `metadata` of a request body.
#pragma once
#include <nlohmann/json.hpp>

#include "api/bodies/field_errors.hpp"
#include "customers/marketing.hpp"

namespace latchkey::api {

// utmDetails: at most 40 keys, string values of at most 1000 characters; a null value counts as absent. metadata: at
// most 50 keys of 1 to 64 characters; strings of at most 1000 characters, numbers that fit 64 bits, booleans.
[[nodiscard]] customers::Marketing parse_marketing(const nlohmann::json& body, FieldErrors& errors);

}  // namespace latchkey::api
