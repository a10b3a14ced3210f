// What the activity log shows: who changed what, the newest first.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "admin/parts/day_filter.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::admin {

struct ActivityFilter {
  std::string who;   // an actor as the log has it; empty: everybody
  std::string what;  // an action; empty: all
  std::optional<Uuid> subject;
  Days days;
};

// Entries that fit, behind the entry `after`; at most `limit`. Columns: id, happened_at, actor, address, action,
// subject_kind, subject_id, before_change, after_change. Each filter is a range of an index of its own.
[[nodiscard]] db::Rows list_entries(db::Connection& db, const ActivityFilter& filter, const std::optional<Uuid>& after,
                                    std::size_t limit);

// The members that differ, one a line: `name: before → after`. What was there on one side only stands alone, with
// `(removed)` behind it when it is gone.
[[nodiscard]] std::string describe_change(const std::optional<std::string>& before,
                                          const std::optional<std::string>& after);

}  // namespace latchkey::admin
