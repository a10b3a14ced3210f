// API keys as the API sees them: who calls, and what the caller may do.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/cidr.hpp"
#include "base/uuid.hpp"
#include "customers/lead_store.hpp"
#include "db/connection.hpp"
#include "http/request.hpp"

namespace latchkey::api {

inline constexpr std::string_view api_key_prefix = "lk_";

// What a key may do. None = nothing.
inline constexpr std::array<std::string_view, 3> all_rights{"customers:create", "leads:create", "logins:create"};

struct ApiKey {
  Uuid id;
  std::string value;  // as sent; keys the request fingerprint of idempotency, stored nowhere
  std::string name;
  std::vector<std::string> rights;
  std::vector<Cidr> allow_list;
  std::optional<customers::Source> source;  // the tied user
  std::optional<std::string> expires_at;    // ISO 8601

  [[nodiscard]] bool has_right(std::string_view right) const;
};

// What a lead remembers of the key that touches it.
[[nodiscard]] customers::TouchedBy touched_by(const ApiKey& key);

// A status and a code of the contract's table. `key` is there when the right value was sent, so that its expiry can be
// told.
struct ApiKeyRefusal {
  int status;
  std::string_view code;
  std::string detail;
  std::optional<std::string> expires_at;
};

// Finds the key of `X-Api-Key`; two such headers are refused. Checks, in this order: revoked, expired, tied user
// disabled or removed, address. Notes the last use (at most once a minute for one address) and the last refused
// address.
[[nodiscard]] std::variant<ApiKey, ApiKeyRefusal> authenticate(db::Connection& db, const http::Request& request);

// Comma-separated lists as stored.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text);

}  // namespace latchkey::api
