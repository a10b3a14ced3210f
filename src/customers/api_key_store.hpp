// Making, listing and revoking API keys. The admin area and the command line use the same functions.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "auth/audit_log.hpp"
#include "auth/secret.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

struct NewApiKey {
  std::string name;
  std::optional<std::string> expires_at;  // DATETIME(6) text, UTC
  std::optional<Uuid> user_id;
  std::vector<std::string> rights;
  std::vector<std::string> allow_list;  // CIDR, checked
};

// The key's value, to be shown this once.
[[nodiscard]] auth::SecretToken create_api_key(db::Connection& db, const auth::Actor& actor, const NewApiKey& key);

struct ListedApiKey {
  Uuid id;
  std::string name;
  std::string prefix;
  std::optional<std::string> user;  // "Name <e-mail>"
  std::vector<std::string> rights;
  std::vector<std::string> allow_list;
  std::optional<std::string> expires_at;  // ISO 8601, as all times below
  std::optional<std::string> last_used_at;
  std::optional<std::string> last_address;
  std::string state;  // "active", "revoked", "expired", "user disabled"
  std::string created_at;
};

[[nodiscard]] std::vector<ListedApiKey> list_api_keys(db::Connection& db);

// The keys that an id, a name or a prefix can mean.
[[nodiscard]] std::vector<ListedApiKey> find_api_keys(db::Connection& db, const std::string& wanted);

// False when it was revoked before.
bool revoke_api_key(db::Connection& db, const auth::Actor& actor, const Uuid& id);

}  // namespace latchkey::customers
