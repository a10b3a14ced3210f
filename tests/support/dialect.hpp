// What tests have to say to MariaDB and to MySQL each in its own way. Statements that both understand need none of
// this.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "db/connection.hpp"

namespace latchkey::test {

// What LATCHKEY_TEST_SERVER says: mariadb (default), mysql, mariadb-11.
[[nodiscard]] std::string server_name();
[[nodiscard]] bool is_mysql();

// How the server would carry out a SELECT from one table, as the columns `type`, `key`, `Extra` and so on.
[[nodiscard]] db::Row explain(db::Connection& db, std::string_view select, db::Values values = {});

struct SessionSettings {
  std::string isolation;
  std::chrono::milliseconds longest_statement;
};
[[nodiscard]] SessionSettings session_settings(db::Connection& db);

// For FROM: the table `numbers`, whose column `seq` runs from 1 to `last`.
[[nodiscard]] std::string numbers_to(int last);

// The sum of the connection's counters of these names, such as Handler_read_next.
[[nodiscard]] std::int64_t sum_counters(db::Connection& db, std::initializer_list<std::string_view> names);

// Rows that the storage engines read for what `act` asks over this connection.
[[nodiscard]] std::int64_t count_reads(db::Connection& db, const std::function<void()>& act);

// Who is connected, and what is being carried out for each. MySQL's information_schema.processlist fails over a
// statement with bytes in it.
struct ServerConnection {
  std::string id;
  std::string user;
  std::string statement;
};
[[nodiscard]] std::vector<ServerConnection> list_connections(db::Connection& db);

// The beginning of the names of the settings of semi-synchronous replication, once it is there: with MySQL it is a
// plugin.
[[nodiscard]] std::string semi_sync_prefix();
void load_semi_sync(db::Connection& db);

}  // namespace latchkey::test
