// Where a database server is reached: a unix socket, or a host and its port.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace latchkey {

struct DatabaseAddress {
  std::string socket;  // path of the unix socket; empty when `host` is used
  std::string host;    // a name or an address; an IPv6 address stands in square brackets
  std::uint16_t port = 3306;

  bool operator==(const DatabaseAddress&) const = default;
};

// Reads `db1`, `db2:3307`, `[2001:db8::1]:3307` or `unix:/run/mysqld/mysqld.sock`. Nothing for any other form.
[[nodiscard]] std::optional<DatabaseAddress> parse_database_address(std::string_view text);

// The form that parse_database_address() reads.
[[nodiscard]] std::string write_database_address(const DatabaseAddress& address);

}  // namespace latchkey
