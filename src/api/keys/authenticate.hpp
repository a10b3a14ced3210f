// Who calls the API: the key of a request's X-Api-Key.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/keys/api_key.hpp"
#include "db/connection.hpp"
#include "http/request.hpp"

namespace latchkey::api {

// A status and a code of the contract's table.
struct ApiKeyRefusal {
  int status;
  std::string_view code;
  std::string detail;
  std::optional<std::string> expires_at;  // of the key, when the value was the right one; ISO 8601
  std::optional<Uuid> key_id = {};        // likewise
};

// Finds the key of `X-Api-Key`; two such headers are refused. Checks, in this order: revoked, expired, tied user
// disabled or removed, address. Notes the last use and the last refusal, each at most once a
// minute, from whatever addresses; when that cannot be written just now, the call goes on.
[[nodiscard]] std::variant<ApiKey, ApiKeyRefusal> authenticate(db::Connection& db, const http::Request& request);

}  // namespace latchkey::api
