// What a database server says of itself.
#pragma once
#include <chrono>
#include <exception>
#include <optional>
#include <vector>

#include "config/config.hpp"

namespace latchkey::db {

// What a server can do, the best first. `desynced`: a Galera node that helps another one to start, and may stand still
// meanwhile. `not_ready`: a Galera node without a majority, or a server in offline mode.
enum class Fitness { fit, desynced, read_only, not_ready };

struct ServerState {
  Fitness fitness = Fitness::fit;
  bool is_galera_node = false;
  std::chrono::milliseconds clock_ahead{0};  // of the server's clock, before this machine's
};

// One server of [database], as it was found. Without a state it did not let us in, and `failure` says why.
struct ServerFinding {
  DatabaseAddress address;
  std::optional<ServerState> state;
  std::exception_ptr failure = nullptr;
};

// Connects to each server of the configuration, in its order, and asks for its state. A server that does not answer
// costs connect_timeout.
[[nodiscard]] std::vector<ServerFinding> look_at_servers(const DatabaseConfig& config);

// The same configuration for each server alone.
[[nodiscard]] std::vector<DatabaseConfig> split_servers(const DatabaseConfig& config);

}  // namespace latchkey::db
