// Making, listing and revoking API keys. The admin area and the command line use the same functions.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/keys/right.hpp"
#include "api/limits/key_limits.hpp"
#include "audit/audit_log.hpp"
#include "crypto/secret_token.hpp"
#include "db/connection.hpp"

namespace latchkey::api {

// How many characters of a key's value are stored as they are, to tell keys apart.
inline constexpr std::size_t prefix_characters = 8;

struct NewApiKey {
  Uuid id = Uuid::make();
  std::string name;
  std::optional<std::string> expires_at;  // DATETIME(6) text, UTC
  std::optional<Uuid> user_id;
  Rights rights;
  std::vector<std::string> allow_list;  // CIDR, checked
  std::optional<KeyLimits> limits = {};
  std::optional<Uuid> first_key_id = {};  // of the keys that it replaces by rotation
};

enum class ApiKeyNotMade {
  sent_twice,  // a key has this id: a form that was sent twice
  name_taken,  // a key of this name is neither revoked nor expired
};

// Gives a key's value to whom it is for, before the key counts: when it throws, there is no such key.
using HandOver = std::function<void(const crypto::SecretToken& value)>;

// The key's value, to be shown this once, or why there is no key. Two calls for one name make one key.
[[nodiscard]] std::variant<crypto::SecretToken, ApiKeyNotMade> create_api_key(db::Connection& db,
                                                                              const audit::Actor& actor,
                                                                              const NewApiKey& key,
                                                                              const HandOver& hand_over = {});

// Why a key is refused, were it used now. The first that applies: revoked, expired, user_disabled (or removed).
enum class ApiKeyState { active, revoked, expired, user_disabled };

// As lists show it: "user disabled".
[[nodiscard]] std::string_view state_name(ApiKeyState state);

struct ListedApiKey {
  Uuid id;
  std::string name;
  std::string prefix;
  std::optional<std::string> user;  // "Name <e-mail>"
  Rights rights;
  std::vector<std::string> allow_list;
  std::optional<std::string> expires_at;  // ISO 8601, as all times below
  std::optional<std::string> last_used_at;
  std::optional<std::string> last_address;
  std::optional<std::string> last_refused_at;
  std::optional<std::string> last_refused_address;
  std::optional<Uuid> user_id;
  std::optional<KeyLimits> limits = {};
  std::optional<Uuid> first_key_id = {};  // of the keys that it replaces by rotation
  bool expires_soon = false;              // within 30 days
  ApiKeyState state = ApiKeyState::active;
  std::string created_at;
};

[[nodiscard]] std::vector<ListedApiKey> list_api_keys(db::Connection& db);

// The keys that an id, a name or a prefix can mean.
[[nodiscard]] std::vector<ListedApiKey> find_api_keys(db::Connection& db, const std::string& wanted);

// False when it was revoked before.
bool revoke_api_key(db::Connection& db, const audit::Actor& actor, const Uuid& id);

struct Rotation {
  Uuid old_id;
  Uuid new_id;
  std::chrono::seconds overlap;  // how long the old key lives on, at most
};

// Makes a new key like the old one, of the same name and tied to the same user, that goes on where the old one's limits
// stand. The new key's value; nothing when the
// old key is revoked or expired, or when there is a key of the new id already.
[[nodiscard]] std::optional<crypto::SecretToken> rotate_api_key(db::Connection& db, const audit::Actor& actor,
                                                                const Rotation& rotation,
                                                                const HandOver& hand_over = {});

// The keys tied to a user that work at the moment, or would if the user were enabled.
[[nodiscard]] std::vector<ListedApiKey> list_open_api_keys_of(db::Connection& db, const Uuid& user);
// How many such keys each user has; users without one are absent.
[[nodiscard]] std::map<Uuid, std::int64_t> count_open_api_keys(db::Connection& db);

}  // namespace latchkey::api
