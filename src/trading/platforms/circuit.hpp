// Which process talks to a platform, and whether anybody should talk to it at the moment (its circuit is closed). Both
// are kept in the database, so that all processes agree.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"
#include "trading/platforms/outcome.hpp"
#include "trading/platforms/pace.hpp"

namespace latchkey::trading {

// Takes the platform for the process `holder`, or keeps it, for pace.lease from now. False when another process has it.
[[nodiscard]] bool hold_platform(db::Connection& db, const Uuid& platform_id, const Uuid& holder, const Pace& pace);

// Gives the platform up, if `holder` still has it.
void release_platform(db::Connection& db, const Uuid& platform_id, const Uuid& holder);

// Opens the circuit after a failure, so that the platform is left alone: for a time that doubles with every failure in
// a row, or until close_circuit() when the failure is refused_for_good (credentials, certificate, an impostor).
void open_circuit(db::Connection& db, const Uuid& platform_id, const Failure& failure, const Pace& pace);

// To be called after a success, and when an administrator has changed or tested the platform.
void close_circuit(db::Connection& db, const Uuid& platform_id);

struct CircuitState {
  bool is_open = false;
  bool needs_attention = false;
  std::string reason;  // a Failure's code
  std::string detail;
  std::string opened_at = {};   // ISO 8601, of the first failure in a row; empty when there was none
  std::string next_probe = {};  // ISO 8601; empty when the platform is not tried before somebody has looked
};

[[nodiscard]] CircuitState find_circuit(db::Connection& db, const Uuid& platform_id);

// Enabled platforms that have accounts or renewals to be worked on now and whose circuit is closed, or has been open
// for so long that the platform is to be tried again.
[[nodiscard]] std::vector<Uuid> list_platforms_with_work(db::Connection& db);

}  // namespace latchkey::trading
