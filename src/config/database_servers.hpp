// The part of [database] that says where its servers are. For config.cpp alone.
#pragma once
#include "config/config.hpp"
#include "config/section.hpp"

namespace latchkey {

// Reads socket, host, port, hosts, ca_file and the time-outs. Throws ConfigError, also when not exactly one of socket,
// host and hosts is there, and when a server would be reached in clear text without leave.
void read_servers(Section& section, DatabaseConfig& database);

}  // namespace latchkey
