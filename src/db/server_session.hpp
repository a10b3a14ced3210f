// One session at the database server, as the driver gives it. For connection.cpp alone.
#pragma once
#include <cppconn/connection.h>
#include <cppconn/prepared_statement.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "db/connection.hpp"

namespace latchkey::db {

// Every function throws sql::SQLException when the server or the network fails.
class ServerSession {
 public:
  // Connects and sets the session up. Also throws Unavailable when the connection is in clear text and the
  // configuration does not allow that.
  explicit ServerSession(const DatabaseConfig& config);

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
  Statement& prepare(std::string_view sql, Values values);

  std::unique_ptr<sql::Connection> connection_;
  std::unordered_map<std::string, Statement> statements_;
};

}  // namespace latchkey::db
