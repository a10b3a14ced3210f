// Marketing parameters (`utmDetails`) and dynamic parameters (`metadata`) of a touch.
#pragma once
#include <nlohmann/json.hpp>

namespace latchkey::customers {

// Both are objects, empty when absent.
struct Marketing {
  nlohmann::json utm_details = nlohmann::json::object();  // key -> string
  nlohmann::json metadata = nlohmann::json::object();     // key -> string, number or boolean
};

}  // namespace latchkey::customers
