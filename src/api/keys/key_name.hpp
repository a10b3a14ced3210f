// The name of an API key, which open keys do not share.
#pragma once
#include <string>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::api {

// Whether an open key other than `id` has the name. Inside the transaction that makes or renames the key, which has
// taken the turn db::api_key_names. Reads under lock, and so waits for the program of the version before, which takes
// no turn.
[[nodiscard]] bool is_key_name_taken(db::Connection& db, const Uuid& id, const std::string& name);

}  // namespace latchkey::api
