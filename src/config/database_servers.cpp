#include "config/database_servers.hpp"

#include <algorithm>

namespace latchkey {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_hosts = 16;

void read_hosts(Section& section, DatabaseConfig& database) {
  std::vector<std::string> texts;
  section.read("hosts", texts);
  if (section.has("hosts") && texts.empty()) section.refuse("hosts", "names no server");
  if (texts.size() > most_hosts) section.refuse("hosts", "names more than " + std::to_string(most_hosts) + " servers");
  database.hosts.reserve(texts.size());
  for (const auto& text : texts) {
    const auto address = parse_database_address(text);
    if (!address) {
      section.refuse("hosts", "has \"" + text + R"(": write "db1", "db2:3307" or "unix:/run/mysqld/mysqld.sock")");
    }
    if (std::ranges::find(database.hosts, *address) != database.hosts.end()) {
      section.refuse("hosts", "names " + text + " twice");
    }
    database.hosts.push_back(*address);
  }
}

// A list of one is the same as the one server by itself.
void simplify(DatabaseConfig& database) {
  if (database.hosts.size() != 1) return;
  database.socket = database.hosts.front().socket;
  database.host = database.hosts.front().host;
  database.port = database.hosts.front().port;
  database.hosts.clear();
}

void require_one_way(const Section& section, const DatabaseConfig& database) {
  if (section.has("hosts")) {
    for (const char* other : {"socket", "host", "port"}) {
      if (section.has(other)) {
        section.refuse("hosts",
                       std::string("and database.") + other + " are both there: hosts alone names all servers");
      }
    }
    return;
  }
  if (database.socket.empty() == database.host.empty()) {
    section.refuse("socket", "or database.host or database.hosts must be set, one of the three");
  }
}

// A request shall not wait for a server that hangs longer than the others of a cluster need to notice and to go on.
// While they notice, all their statements stand still, so most of the time-out is theirs.
void read_time_outs(Section& section, DatabaseConfig& database) {
  const bool has_several = !database.hosts.empty();
  if (has_several) {
    database.connect_timeout = 1s;
    database.read_timeout = 2s;
    database.write_timeout = 2s;
    database.statement_margin = 200ms;
  }
  section.read_duration("connect_timeout", database.connect_timeout, 1s, 60s);
  section.read_duration("read_timeout", database.read_timeout, 1s, 600s);
  section.read_duration("write_timeout", database.write_timeout, 1s, 600s);
  if (has_several) database.lock_wait = std::clamp(database.read_timeout - 1s, 1s, database.lock_wait);
}

}  // namespace

void read_servers(Section& section, DatabaseConfig& database) {
  section.read("socket", database.socket);
  section.read("host", database.host);
  section.read("ca_file", database.ca_file);
  section.read("allow_cleartext", database.allow_cleartext);
  std::uint64_t port = database.port;
  section.read_number("port", port, 1, 65535);
  database.port = static_cast<std::uint16_t>(port);
  read_hosts(section, database);
  require_one_way(section, database);
  simplify(database);
  read_time_outs(section, database);
  const auto servers = list_servers(database);
  const bool has_remote = std::ranges::any_of(servers, [](const auto& server) { return server.socket.empty(); });
  if (has_remote && database.ca_file.empty() && !database.allow_cleartext) {
    section.refuse("ca_file",
                   "is missing: a database on another machine is reached by verified TLS "
                   "(or say database.allow_cleartext = true on a private link)");
  }
}

}  // namespace latchkey
