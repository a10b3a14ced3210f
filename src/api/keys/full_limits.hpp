// Limits of API keys that are reached.
#pragma once
#include <string>
#include <vector>

#include "api/keys/api_key_store.hpp"

namespace latchkey::api {

// As the API names them: `total`, `perHour`, `perDay`, and `perCountry CY` of today. Empty for a key without limits.
[[nodiscard]] std::vector<std::string> list_full_limits(db::Connection& db, const ListedApiKey& key);

}  // namespace latchkey::api
