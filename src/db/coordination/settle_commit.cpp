#include "db/coordination/settle_commit.hpp"

#include <optional>
#include <thread>

namespace latchkey::db {
namespace {

// Nothing while the server is away, or another transaction holds the row for longer than a wait for a lock may last.
std::optional<bool> is_stored(Connection& db, std::string_view locking_read, Values values) {
  try {
    return !db.query(locking_read, values).empty();
  } catch (const Unavailable&) {
    return std::nullopt;
  }
}

}  // namespace

void settle_commit(Connection& db, std::string_view locking_read, Values values) {
  static constexpr std::chrono::seconds longest{10};
  static constexpr std::chrono::milliseconds pause{100};
  const auto end = std::chrono::steady_clock::now() + longest;
  for (;;) {
    const auto stored = is_stored(db, locking_read, values);
    if (stored && *stored) return;
    if (stored) throw Unavailable("the commit was lost, and nothing was stored");
    if (std::chrono::steady_clock::now() >= end)
      throw CommitUnknown("the commit was not answered, nor found out about");
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace latchkey::db
