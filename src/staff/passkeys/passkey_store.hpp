// The passkeys of staff, and who has them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audit_log.hpp"
#include "db/connection.hpp"

namespace latchkey::staff {

inline constexpr std::size_t most_passkeys = 20;  // of one user

struct Passkey {
  Uuid id = Uuid();
  Uuid user = Uuid();
  std::string name;           // the user's own, to tell his passkeys apart
  std::string credential_id;  // bytes, as the authenticator knows it
  std::string public_key;     // SubjectPublicKeyInfo
  std::string created_at;     // ISO 8601
  std::optional<std::string> last_used_at = std::nullopt;
};

[[nodiscard]] std::vector<Passkey> list_passkeys(db::Connection& db, const Uuid& user);
[[nodiscard]] std::optional<Passkey> find_passkey(db::Connection& db, std::string_view credential_id);

struct NewPasskey {
  Uuid user;
  Uuid own_session;  // of the user, who asks for it; the others end
  std::string name;
  std::string credential_id;
  std::string public_key;
  std::uint32_t sign_count;
};

enum class PasskeyChange {
  done,
  session_ended,  // own_session has ended meanwhile
  known,          // somebody has this passkey already
  too_many,
  not_there,
  needed,  // it is the last factor, and a role of the user needs one
};

struct AddedPasskey {
  PasskeyChange outcome;
  std::vector<std::string> recovery_codes = {};  // new ones, where the user had no second factor before
};

// As add_second_factor() does it: the user's other sessions end.
[[nodiscard]] AddedPasskey add_passkey(db::Connection& db, const audit::Actor& actor, const NewPasskey& passkey);

// The recovery codes go with the last factor; all of the user's sessions but own_session end.
[[nodiscard]] PasskeyChange remove_passkey(db::Connection& db, const audit::Actor& actor, const Passkey& passkey,
                                           const Uuid& own_session);

// Notes a signature, inside the caller's transaction or alone. False when the passkey is gone, and when its count has
// not grown though it counts: then there are two of it.
[[nodiscard]] bool note_use(db::Connection& db, const Passkey& passkey, std::uint32_t sign_count);

// Whether all roles of the user allow a passkey in place of the password; false without a role.
[[nodiscard]] bool allows_passkey_alone(db::Connection& db, const Uuid& user);

}  // namespace latchkey::staff
