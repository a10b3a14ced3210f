// Which leads, and so which customers, an API key may call its own.
#pragma once
#include "api/keys/api_key.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::api {

// Whether the lead's source is the user whom the key is tied to; for a key without a user, whether it, or a key that
// it has replaced by rotation, made the lead's first touch.
[[nodiscard]] bool is_own_lead(db::Connection& db, const ApiKey& key, const Uuid& lead_id);

}  // namespace latchkey::api
