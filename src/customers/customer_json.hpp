// Customers as JSON: the API's answers and the command line's --json say the same.
#pragma once
#include <nlohmann/json.hpp>

#include "customers/customer_store.hpp"

namespace latchkey::customers {

[[nodiscard]] nlohmann::json customer_json(const Customer& customer);

}  // namespace latchkey::customers
