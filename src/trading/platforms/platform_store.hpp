// The table trading_platforms. What changes it here leaves no line in the activity log: administrators change platforms
// by trading/settings/platform_settings.hpp.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "db/connection.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::trading {

// By name.
[[nodiscard]] std::vector<Platform> list_platforms(db::Connection& db);

[[nodiscard]] std::optional<Platform> find_platform(db::Connection& db, std::string_view name_or_id);

// Its row stays locked until the caller's transaction ends.
[[nodiscard]] std::optional<Platform> lock_platform(db::Connection& db, const Uuid& id);

// Call it in a transaction, which the caller rolls back when the name is taken (`duplicate`). A platform with
// is_default takes the place of the default one.
[[nodiscard]] db::InsertOutcome insert_platform(db::Connection& db, const Platform& platform);

// Stores everything but the kind, the secret, whether it is enabled, and when it was created. Call it in a transaction;
// a name that is taken throws DuplicateKey.
void update_platform(db::Connection& db, const Platform& platform);

// Both also close the platform's circuit, since whoever changes a platform wants it tried.
void store_platform_state(db::Connection& db, const Uuid& id, PlatformState state);
void store_platform_secret(db::Connection& db, const Uuid& id, const SealedSecret& secret);

}  // namespace latchkey::trading
