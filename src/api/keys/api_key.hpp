// API keys as the API sees them: who calls, and what the caller may do.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/keys/right.hpp"
#include "api/limits/key_limits.hpp"
#include "base/cidr.hpp"
#include "base/uuid.hpp"
#include "crypto/secret_token.hpp"
#include "customers/leads/lead_store.hpp"

namespace latchkey::api {

inline constexpr std::string_view api_key_prefix = "lk_";

struct ApiKey {
  Uuid id;
  crypto::SecretToken value;  // keys the request fingerprint of idempotency, stored nowhere
  std::string name;
  Rights rights;
  std::vector<Cidr> allow_list;             // empty: from everywhere
  std::optional<customers::Source> source;  // the user whom the key is tied to
  std::optional<std::string> expires_at;    // ISO 8601
  std::optional<KeyLimits> limits = {};
  // The first of the keys that have replaced one another by rotation; nothing: the key itself. They are one partner's:
  // they share what is counted, and references of events.
  std::optional<Uuid> replaces = {};
  // Whether there was a webhook or postback when the call began. Most installations have none, and a creation need not
  // ask for them in its transaction then.
  bool has_listeners = true;

  [[nodiscard]] const Uuid& first_id() const { return replaces ? *replaces : id; }
};

// What a lead remembers of the key that touches it.
[[nodiscard]] customers::TouchOrigin make_touch_origin(const ApiKey& key);

}  // namespace latchkey::api
