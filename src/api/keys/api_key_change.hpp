// Changing an API key that is there: all but its value.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "api/keys/right.hpp"
#include "api/limits/key_limits.hpp"
#include "audit/audit_log.hpp"
#include "db/connection.hpp"

namespace latchkey::api {

// What of a key can be changed.
struct ApiKeySettings {
  std::string name;
  std::optional<std::string> expires_at;  // DATETIME(6) text, UTC
  std::optional<Uuid> user_id;
  Rights rights;
  std::vector<std::string> allow_list;  // CIDR, checked
  std::optional<KeyLimits> limits;
};

// Nothing when there is no key of this id, and when it is revoked.
[[nodiscard]] std::optional<ApiKeySettings> find_api_key_settings(db::Connection& db, const Uuid& id);

// As the activity log tells them.
[[nodiscard]] nlohmann::json settings_json(db::Connection& db, const ApiKeySettings& settings);

enum class ApiKeyChange {
  done,
  name_taken,         // a key of this name is neither revoked nor expired
  changed_meanwhile,  // the key is revoked or no longer as `before` says; nothing was done
};

// `before` is what the caller has seen, compared under the row's lock. A call that is being answered meanwhile may
// still count as one under the old settings.
[[nodiscard]] ApiKeyChange change_api_key(db::Connection& db, const audit::Actor& actor, const Uuid& id,
                                          const ApiKeySettings& before, const ApiKeySettings& after);

}  // namespace latchkey::api
