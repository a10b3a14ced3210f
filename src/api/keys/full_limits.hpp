// Limits of API keys that are reached.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/keys/api_key_store.hpp"

namespace latchkey::api {

// Of full keys, each with its limits that are, as the API names them: `total`, `perHour`, `perDay`, and `perCountry CY`
// of today.
using FullLimits = std::map<Uuid, std::vector<std::string>>;

// The active ones of these keys that are full. It costs one statement for all of them, and more only for a key that has
// been used since its window has begun and has no counter yet, as when the limit is new.
[[nodiscard]] FullLimits list_full_limits(db::Connection& db, const std::vector<ListedApiKey>& keys);

}  // namespace latchkey::api
