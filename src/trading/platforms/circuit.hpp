// Who may talk to a platform, and whether anybody should at the moment. In the database, so that all processes agree.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"
#include "trading/platforms/outcome.hpp"
#include "trading/platforms/pace.hpp"

namespace latchkey::trading {

// Takes the platform for `holder`, or keeps it, for pace.lease from now. False when another process has it.
[[nodiscard]] bool hold_platform(db::Connection& db, const Uuid& platform_id, const Uuid& holder, const Pace& pace);

// Gives it up, if it is still held.
void release_platform(db::Connection& db, const Uuid& platform_id, const Uuid& holder);

// Opens the circuit after a failure: for a moment that doubles with every failure in a row, or, when the failure is
// refused_for_good (credentials, certificate, an impostor), until close_circuit().
void open_circuit(db::Connection& db, const Uuid& platform_id, const Failure& failure, const Pace& pace);

// After a success, and when an administrator has changed or proved the platform.
void close_circuit(db::Connection& db, const Uuid& platform_id);

struct CircuitState {
  bool is_open = false;
  bool needs_attention = false;
  std::string reason;  // a Failure's code
  std::string detail;
  std::string opened_at = {};   // ISO 8601, of the first failure in a row; empty when there was none
  std::string next_probe = {};  // ISO 8601; empty when nobody will try before somebody has looked
};

[[nodiscard]] CircuitState find_circuit(db::Connection& db, const Uuid& platform_id);

// Enabled platforms that have accounts to be worked on now and whose circuit is closed (or due for a probe).
[[nodiscard]] std::vector<Uuid> list_platforms_with_work(db::Connection& db);

}  // namespace latchkey::trading
