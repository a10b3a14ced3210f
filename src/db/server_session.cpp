#include "db/server_session.hpp"

#include <cppconn/driver.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>

#include <cstdlib>
#include <utility>

#include "db/caching_sha2/plugin.hpp"

namespace latchkey::db {
namespace {

sql::ConnectOptionsMap make_options(const DatabaseConfig& config) {
  sql::ConnectOptionsMap options;
  options["userName"] = config.user;
  options["password"] = config.password;
  options["schema"] = config.name;
  options["OPT_CONNECT_TIMEOUT"] = static_cast<int>(config.connect_timeout.count());
  options["OPT_READ_TIMEOUT"] = static_cast<int>(config.read_timeout.count());
  options["OPT_WRITE_TIMEOUT"] = static_cast<int>(config.write_timeout.count());
  if (!config.socket.empty()) {
    options["hostName"] = "unix://" + config.socket;
    return options;
  }
  options["hostName"] = "tcp://" + config.host;
  options["port"] = static_cast<int>(config.port);
  if (!config.ca_file.empty()) {
    // Only sslVerify makes this driver insist on TLS and on the certificate; every other option falls back to clear.
    options["sslVerify"] = true;
    options["sslCA"] = config.ca_file;
  }
  return options;
}

// One statement sets everything, since under plain CGI every request connects. MariaDB alone reads what stands in
// `/*M! */`, MySQL 8 alone what stands in `/*!80000 */`. The driver names the character set when it connects, but a
// server with skip-character-set-client-handshake does not listen.
std::string make_set_up(const DatabaseConfig& config) {
  std::string text =
      "SET /*M! tx_isolation = 'READ-COMMITTED', */ /*!80000 transaction_isolation = 'READ-COMMITTED', */ ";
  if (config.read_timeout.count() > 1) {
    const auto limit = (config.read_timeout - config.statement_margin).count();
    text += "/*M! max_statement_time = " + std::to_string(static_cast<double>(limit) / 1000) + ", */ ";
    text += "/*!80000 max_execution_time = " + std::to_string(limit) + ", */ ";  // of a SELECT alone
  }
  // From 11.6.2 on a statement that reads and writes would else fail with 1020, from 11.8.9 on even after it has waited
  // for the row: https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-system-variables
  text += "/*M!110602 innodb_snapshot_isolation = OFF, */ ";
  // MySQL would rather intersect an index with the primary key, and sort, than read the index from its end.
  text += "/*!80000 optimizer_switch = 'index_merge_intersection=off', */ ";
  return text + "NAMES utf8mb4 COLLATE utf8mb4_general_ci, time_zone = '+00:00', innodb_lock_wait_timeout = " +
         std::to_string(config.lock_wait.count()) +
         ", sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";
}

void bind(sql::PreparedStatement& statement, Values values) {
  unsigned index = 0;
  for (const auto& value : values) {
    ++index;
    std::visit(
        [&](const auto& stored) {
          using T = std::decay_t<decltype(stored)>;
          if constexpr (std::is_same_v<T, std::nullptr_t>) {
            statement.setNull(index, 0);
          } else if constexpr (std::is_same_v<T, std::int64_t>) {
            statement.setInt64(index, stored);
          } else if constexpr (std::is_same_v<T, std::uint64_t>) {
            statement.setUInt64(index, stored);
          } else {
            statement.setString(index, sql::SQLString(stored.data(), stored.size()));
          }
        },
        value.stored());
  }
}

std::shared_ptr<const Columns> read_columns(sql::ResultSet& result) {
  sql::ResultSetMetaData& described = *result.getMetaData();
  Columns columns;
  for (unsigned i = 1; i <= described.getColumnCount(); ++i)
    columns.push_back(described.getColumnLabel(i).asStdString());
  return std::make_shared<const Columns>(std::move(columns));
}

Rows read_rows(sql::ResultSet& result, const std::shared_ptr<const Columns>& columns) {
  Rows rows;
  while (result.next()) {
    std::vector<std::optional<std::string>> values(columns->size());
    for (unsigned i = 0; i < values.size(); ++i) {
      if (!result.isNull(i + 1)) values[i] = result.getString(i + 1).asStdString();
    }
    rows.emplace_back(columns, std::move(values));
  }
  return rows;
}

// MariaDB 12 has more than one way of being read-only.
bool is_on(const std::map<std::string, std::string>& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found != settings.end() && found->second != "OFF" && found->second != "0";
}

bool is_galera(const std::map<std::string, std::string>& settings) { return is_on(settings, "wsrep_on"); }

std::chrono::milliseconds find_clock_ahead(const std::map<std::string, std::string>& settings) {
  const auto found = settings.find("timestamp");
  if (found == settings.end()) return {};
  const std::chrono::duration<double> theirs{std::strtod(found->second.c_str(), nullptr)};
  const std::chrono::duration<double> ours = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(theirs - ours);
}

}  // namespace

ServerSession::ServerSession(const DatabaseConfig& config) {
  sql::ConnectOptionsMap options = make_options(config);
  sql::Driver& driver = *get_driver_instance();
  register_caching_sha2_password();
  connection_.reset(driver.connect(options));
  send(make_set_up(config));
  const auto settings = read_settings();
  // On a Galera node a read could miss what another node has just acknowledged, and one without a majority could be set
  // to answer all the same.
  if (is_galera(settings)) send("SET SESSION wsrep_sync_wait = 1, wsrep_dirty_reads = OFF");
  state_ = find_state(settings);
  for (const auto& [name, value] : settings) {
    settings_.push_back(name);
    brief_look_.append(brief_look_.empty() ? "SELECT @@" : ", @@").append(name).append(" AS ").append(name);
  }
  if (config.socket.empty() && !config.allow_cleartext &&
      read("SHOW SESSION STATUS LIKE 'Ssl_cipher'").at(0).text_or("Value", "").empty()) {
    throw Unavailable("the connection to the database is not encrypted");
  }
}

// SHOW and not SELECT, which does not tell which variables the server has. `timestamp` is the server's clock.
std::map<std::string, std::string> ServerSession::read_settings() const {
  std::map<std::string, std::string> settings;
  for (const auto& row : read("SHOW VARIABLES WHERE Variable_name IN "
                              "('wsrep_on', 'read_only', 'offline_mode', 'timestamp')")) {
    settings.emplace(row.text("Variable_name"), row.text("Value"));
  }
  return settings;
}

Fitness ServerSession::find_fitness(const std::map<std::string, std::string>& settings) const {
  if (is_on(settings, "offline_mode")) return Fitness::not_ready;
  bool is_synced = true;
  if (is_galera(settings)) {
    for (const auto& row : read("SHOW GLOBAL STATUS WHERE Variable_name IN "
                                "('wsrep_ready', 'wsrep_cluster_status', 'wsrep_local_state_comment')")) {
      const std::string& value = row.text("Value");
      if (row.text("Variable_name") == "wsrep_local_state_comment") {
        is_synced = value == "Synced";
      } else if (value != "ON" && value != "Primary") {
        return Fitness::not_ready;
      }
    }
  }
  if (is_on(settings, "read_only")) return Fitness::read_only;
  return is_synced ? Fitness::fit : Fitness::desynced;
}

ServerState ServerSession::find_state(const std::map<std::string, std::string>& settings) const {
  return {.fitness = find_fitness(settings),
          .is_galera_node = is_galera(settings),
          .clock_ahead = find_clock_ahead(settings)};
}

// SHOW VARIABLES goes through all of the server's variables, hundreds of microseconds once a second for each
// connection.
ServerState ServerSession::look() const {
  const Rows rows = read(brief_look_);
  std::map<std::string, std::string> settings;
  for (const auto& name : settings_) settings.emplace(name, rows.at(0).text(name));
  return find_state(settings);
}

void ServerSession::send(std::string_view text) const {
  const std::unique_ptr<sql::Statement> statement(connection_->createStatement());
  statement->execute(sql::SQLString(text.data(), text.size()));
}

Rows ServerSession::read(const std::string& text) const {
  const std::unique_ptr<sql::Statement> statement(connection_->createStatement());
  const std::unique_ptr<sql::ResultSet> result(statement->executeQuery(text));
  return read_rows(*result, read_columns(*result));
}

ServerSession::Statement& ServerSession::prepare(std::string_view sql, Values values) {
  Statement& statement = statements_[std::string(sql)];
  if (!statement.prepared) {
    statement.prepared.reset(connection_->prepareStatement(sql::SQLString(sql.data(), sql.size())));
  }
  bind(*statement.prepared, values);
  return statement;
}

Rows ServerSession::query(std::string_view sql, Values values) {
  Statement& statement = prepare(sql, values);
  const std::unique_ptr<sql::ResultSet> result(statement.prepared->executeQuery());
  if (!statement.columns) statement.columns = read_columns(*result);
  return read_rows(*result, statement.columns);
}

std::uint64_t ServerSession::execute(std::string_view sql, Values values) {
  return static_cast<std::uint64_t>(prepare(sql, values).prepared->executeUpdate());
}

}  // namespace latchkey::db
