// A real database server for the tests of one program: in a temporary folder, on a unix socket. It is stopped at the
// end. LATCHKEY_TEST_SERVER says of which kind (see scripts/database-server).
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "db/connection.hpp"
#include "support/command.hpp"

namespace latchkey::test {

class ThrowawayServer {
 public:
  // Starts the server, with further options of the server if need be. A server that does not start fails the test.
  explicit ThrowawayServer(const std::vector<std::string>& more_options = {});
  ~ThrowawayServer();
  ThrowawayServer(const ThrowawayServer&) = delete;
  ThrowawayServer& operator=(const ThrowawayServer&) = delete;
  ThrowawayServer(ThrowawayServer&&) = delete;
  ThrowawayServer& operator=(ThrowawayServer&&) = delete;

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
  [[nodiscard]] static ThrowawayServer& server();
  // A connection to the migrated schema.
  [[nodiscard]] static std::unique_ptr<db::Connection> connect();
};

}  // namespace latchkey::test
