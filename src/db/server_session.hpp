// One session at the database server, as the driver gives it. For connection.cpp, server_choice.cpp and
// server_state.cpp.
#pragma once
#include <cppconn/connection.h>
#include <cppconn/prepared_statement.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/connection.hpp"
#include "db/server_state.hpp"

namespace latchkey::db {

// Every function throws sql::SQLException when the server or the network fails.
class ServerSession {
 public:
  // Connects and sets the session up. Also throws Unavailable when the connection is in clear text and the
  // configuration does not allow that.
  explicit ServerSession(const DatabaseConfig& config);

  // The server's state when the session was opened.
  [[nodiscard]] const ServerState& state() const { return state_; }

  // Its state now. One round trip, and a second one on a Galera node. One without a majority answers with error 1047.
  [[nodiscard]] ServerState look() const;

  // Sends the text as it is, unprepared, and expects no rows.
  void send(std::string_view text) const;

  // Both prepare the statement at its first use and keep it.
  [[nodiscard]] Rows query(std::string_view sql, Values values);
  std::uint64_t execute(std::string_view sql, Values values);

  // Has the statement prepared again at its next use: the server no longer knows it, or its tables have changed.
  void forget(std::string_view sql) { statements_.erase(std::string(sql)); }
  // The same of all statements: the server has no room for one more.
  void forget_all() { statements_.clear(); }

 private:
  // A prepared statement, and the names of its answer's columns once it has been read.
  struct Statement {
    std::unique_ptr<sql::PreparedStatement> prepared;
    std::shared_ptr<const Columns> columns;
  };

  [[nodiscard]] Rows read(const std::string& text) const;
  [[nodiscard]] std::map<std::string, std::string> read_settings() const;
  [[nodiscard]] ServerState find_state(const std::map<std::string, std::string>& settings) const;
  [[nodiscard]] Fitness find_fitness(const std::map<std::string, std::string>& settings) const;
  Statement& prepare(std::string_view sql, Values values);

  std::unique_ptr<sql::Connection> connection_;
  std::unordered_map<std::string, Statement> statements_;
  ServerState state_;
  std::vector<std::string> settings_;  // those of the server that its state is read from
  std::string brief_look_;             // the statement that reads them
};

}  // namespace latchkey::db
