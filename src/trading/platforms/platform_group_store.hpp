// The table platform_groups: which group of a platform's server an account type and currency go to. As with
// platform_store.hpp, administrators change groups by trading/settings/platform_settings.hpp.
#pragma once
#include <optional>
#include <vector>

#include "db/connection.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::trading {

// The default group first, the others in the order in which they were made.
[[nodiscard]] std::vector<PlatformGroup> list_platform_groups(db::Connection& db, const Uuid& platform_id);

struct FoundGroup {
  Uuid platform_id;
  PlatformGroup group;
};
[[nodiscard]] std::optional<FoundGroup> find_platform_group(db::Connection& db, const Uuid& id);

// Its row stays locked until the caller's transaction ends.
[[nodiscard]] std::optional<PlatformGroup> lock_platform_group(db::Connection& db, const Uuid& id);

// Call it in a transaction, which the caller rolls back when the platform has a group for this type and currency
// (`duplicate`). A group with is_default takes the place of the platform's default one.
[[nodiscard]] db::InsertOutcome insert_platform_group(db::Connection& db, const Uuid& platform_id,
                                                      const PlatformGroup& group);

// Stores everything but the account type and the currency. Call it in a transaction.
void update_platform_group(db::Connection& db, const Uuid& platform_id, const PlatformGroup& group);

// Whether an account in it is on its way or may yet be looked for. Call it in a transaction: until that ends, no
// account can be asked for in the group.
[[nodiscard]] bool is_group_in_progress(db::Connection& db, const Uuid& id);

// False, and nothing is deleted, when an account was asked for in it. Call it in a transaction.
[[nodiscard]] bool delete_platform_group(db::Connection& db, const Uuid& id);

}  // namespace latchkey::trading
