// A real MariaDB for the tests of one program: in a temporary folder, on a unix socket. It is stopped at the end.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "db/connection.hpp"
#include "support/command.hpp"

namespace latchkey::test {

class ThrowawayMariadb {
 public:
  // Starts the server, with further options of mariadbd if need be. A server that does not start fails the test.
  explicit ThrowawayMariadb(const std::vector<std::string>& more_options = {});
  ~ThrowawayMariadb();
  ThrowawayMariadb(const ThrowawayMariadb&) = delete;
  ThrowawayMariadb& operator=(const ThrowawayMariadb&) = delete;
  ThrowawayMariadb(ThrowawayMariadb&&) = delete;
  ThrowawayMariadb& operator=(ThrowawayMariadb&&) = delete;

  // The settings of the administrator's account for a schema.
  [[nodiscard]] DatabaseConfig config(const std::string& schema = "latchkey") const;

  // Makes an empty schema of this name; one that is there is dropped.
  void make_schema(const std::string& name) const;

 private:
  TemporaryFolder folder_;
  int pid_ = 0;
};

// The one server of a test program, with one migrated schema.
class SharedDatabase {
 public:
  SharedDatabase();
  [[nodiscard]] static ThrowawayMariadb& server();
  // A connection to the migrated schema.
  [[nodiscard]] static std::unique_ptr<db::Connection> connect();
};

}  // namespace latchkey::test
