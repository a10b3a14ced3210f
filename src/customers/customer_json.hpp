// Customers and sources as JSON: the API's answers and the command line's --json say the same.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>

#include "customers/customer_store.hpp"
#include "customers/lead_store.hpp"

namespace latchkey::customers {

[[nodiscard]] nlohmann::json customer_json(const Customer& customer);

// {"userId", "name"}, or null without a source; the id is null when the user is gone.
[[nodiscard]] nlohmann::json source_json(const std::optional<LeadSource>& source);

}  // namespace latchkey::customers
