#include "support/dialect.hpp"

#include <algorithm>
#include <cstdlib>

namespace latchkey::test {

std::string server_name() {
  const char* name = std::getenv("LATCHKEY_TEST_SERVER");
  return name != nullptr && *name != '\0' ? name : "mariadb";
}

bool is_mysql() { return server_name() == "mysql"; }

db::Row explain(db::Connection& db, std::string_view select, db::Values values) {
  if (is_mysql()) db.execute_text("SET explain_format = 'TRADITIONAL'");
  return db.query("EXPLAIN " + std::string(select), values).at(0);
}

SessionSettings session_settings(db::Connection& db) {
  const auto row = db.query(is_mysql() ? "SELECT @@transaction_isolation AS isolation, @@max_execution_time AS longest"
                                       : "SELECT @@tx_isolation AS isolation, "
                                         "CAST(@@max_statement_time * 1000 AS UNSIGNED) AS longest")
                       .at(0);
  return {.isolation = row.text("isolation"), .longest_statement = std::chrono::milliseconds{row.integer("longest")}};
}

std::string numbers_to(int last) {
  return "JSON_TABLE(CONCAT('[0', REPEAT(',0', " + std::to_string(last - 1) +
         "), ']'), '$[*]' COLUMNS (seq FOR ORDINALITY)) AS numbers";
}

std::int64_t sum_counters(db::Connection& db, std::initializer_list<std::string_view> names) {
  std::int64_t sum = 0;
  for (const auto& row : db.query("SHOW SESSION STATUS")) {
    if (std::ranges::find(names, row.text("Variable_name")) != names.end()) sum += std::stol(row.text("Value"));
  }
  return sum;
}

std::int64_t count_reads(db::Connection& db, const std::function<void()>& act) {
  db.execute_text("FLUSH STATUS");
  act();
  return sum_counters(db, {"Handler_read_first", "Handler_read_key", "Handler_read_last", "Handler_read_next",
                           "Handler_read_prev", "Handler_read_rnd", "Handler_read_rnd_next"});
}

std::vector<ServerConnection> list_connections(db::Connection& db) {
  std::vector<ServerConnection> connections;
  for (const auto& row : db.query("SHOW FULL PROCESSLIST")) {
    connections.push_back({row.text("Id"), row.text_or("User", ""), row.text_or("Info", "")});
  }
  return connections;
}

std::string semi_sync_prefix() { return is_mysql() ? "rpl_semi_sync_source_" : "rpl_semi_sync_master_"; }

void load_semi_sync(db::Connection& db) {
  if (!is_mysql()) return;
  const auto loaded = db.query("SELECT 1 FROM information_schema.plugins WHERE plugin_name = 'rpl_semi_sync_source'");
  if (loaded.empty()) db.execute_text("INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'");
}

}  // namespace latchkey::test
