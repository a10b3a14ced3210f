#include "db/server_state.hpp"

#include <utility>

#include "db/driver_error.hpp"
#include "db/server_session.hpp"

namespace latchkey::db {
namespace {

ServerFinding look_at(const DatabaseConfig& server) {
  ServerFinding finding{.address = list_servers(server).front(), .state = std::nullopt};
  try {
    try {
      finding.state = ServerSession(server).state();
    } catch (const sql::SQLException& error) {
      raise(error, "connecting");
    }
  } catch (const std::exception&) {
    finding.failure = std::current_exception();
  }
  return finding;
}

}  // namespace

std::vector<DatabaseConfig> split_servers(const DatabaseConfig& config) {
  const auto addresses = list_servers(config);
  std::vector<DatabaseConfig> servers(addresses.size(), config);
  for (std::size_t i = 0; i < servers.size(); ++i) {
    servers[i].hosts.clear();
    servers[i].socket = addresses[i].socket;
    servers[i].host = addresses[i].host;
    servers[i].port = addresses[i].port;
  }
  return servers;
}

std::vector<ServerFinding> look_at_servers(const DatabaseConfig& config) {
  std::vector<ServerFinding> findings;
  const auto servers = split_servers(config);
  findings.reserve(servers.size());
  for (const auto& server : servers) findings.push_back(look_at(server));
  return findings;
}

}  // namespace latchkey::db
