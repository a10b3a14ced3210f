#include "db/connection.hpp"

#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>

#include <random>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <utility>

namespace latchkey::db {
namespace {

constexpr int lock_wait_seconds = 2;

// The statement in one line: its line breaks are for those who read the code.
std::string describe(const sql::SQLException& error, std::string_view statement) {
  std::string text = "database error " + std::to_string(error.getErrorCode()) + " at:";
  bool is_after_space = true;
  for (const char c : statement) {
    const bool is_space = c == ' ' || c == '\n';
    if (!is_space) {
      if (is_after_space) text += ' ';
      text += c;
    }
    is_after_space = is_space;
  }
  return text;
}

[[noreturn]] void raise(const sql::SQLException& error, std::string_view statement) {
  const int number = error.getErrorCode();
  const std::string what = describe(error, statement);
  switch (classify(number)) {
    case ErrorKind::connection_lost:
    case ErrorKind::server_busy:
      throw Unavailable(what);
    case ErrorKind::conflict:
      throw Conflict(what);
    case ErrorKind::duplicate:
      throw DuplicateKey(what, parse_constraint(error.what()));
    default:
      throw StatementError(what, number);
  }
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

// One statement for all, since under plain CGI every request connects. `M!` is for MariaDB alone, `!80000` for MySQL 8.
std::string describe_session(const DatabaseConfig& config) {
  std::string text =
      "SET /*M! tx_isolation = 'READ-COMMITTED', */ /*!80000 transaction_isolation = 'READ-COMMITTED', */ ";
  if (config.read_timeout.count() > 1) {
    text += "/*M! max_statement_time = " + std::to_string(config.read_timeout.count() - 1) + ", */ ";
  }
  return text + "time_zone = '+00:00', innodb_lock_wait_timeout = " + std::to_string(lock_wait_seconds) +
         ", sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";
}

}  // namespace

struct Connection::Driver {
  // A prepared statement, and the names of its answer's columns once it has been read.
  struct Statement {
    std::unique_ptr<sql::PreparedStatement> prepared;
    std::shared_ptr<const Columns> columns;
  };

  std::unique_ptr<sql::Connection> connection;
  std::unordered_map<std::string, Statement> statements;

  void send(const std::string& text) const {
    const std::unique_ptr<sql::Statement> statement(connection->createStatement());
    statement->execute(text);
  }

  [[nodiscard]] Rows read(const std::string& text) const {
    const std::unique_ptr<sql::Statement> statement(connection->createStatement());
    const std::unique_ptr<sql::ResultSet> result(statement->executeQuery(text));
    return read_rows(*result, read_columns(*result));
  }

  Statement& prepare(std::string_view sql) {
    Statement& statement = statements[std::string(sql)];
    if (!statement.prepared) {
      statement.prepared.reset(connection->prepareStatement(sql::SQLString(sql.data(), sql.size())));
    }
    return statement;
  }
};

Connection::Connection(DatabaseConfig config) : config_(std::move(config)) {}

Connection::~Connection() { drop(); }

void Connection::drop() {
  driver_.reset();
  session_ = Session::lone;
}

void Connection::connect() {
  auto driver = std::make_unique<Driver>();
  sql::ConnectOptionsMap options = make_options(config_);
  driver->connection.reset(get_driver_instance()->connect(options));
  driver->send(describe_session(config_));
  // On a Galera node a read could miss what another node has just acknowledged.
  for (const auto& row : driver->read("SHOW VARIABLES LIKE 'wsrep_on'")) {
    if (row.text("Value") == "ON") driver->send("SET SESSION wsrep_sync_wait = 1");
  }
  if (config_.socket.empty() && !config_.allow_cleartext &&
      driver->read("SHOW SESSION STATUS LIKE 'Ssl_cipher'").at(0).text_or("Value", "").empty()) {
    throw Unavailable("the connection to the database is not encrypted");
  }
  driver_ = std::move(driver);
}

// Runs `use` on the prepared statement. A statement that has gone stale is prepared again; a lost connection is opened
// again when repeating is safe, which the first statement of a transaction always is.
template <class Use>
auto Connection::run(std::string_view sql, Values values, Repeat repeat, Use use) {
  const bool had_connection = driver_ != nullptr;
  const bool is_within = is_in_transaction();
  const bool is_first = session_ == Session::begun || session_ == Session::begun_in_row;
  const bool may_repeat = is_within ? is_first : repeat == Repeat::safe;
  note_statement();
  for (int attempt = 0;; ++attempt) {
    try {
      make_ready();
      Driver::Statement& statement = driver_->prepare(sql);
      bind(*statement.prepared, values);
      return use(statement);
    } catch (const sql::SQLException& error) {
      const ErrorKind kind = classify(error.getErrorCode());
      if (kind == ErrorKind::stale_statement && attempt == 0) {
        driver_->statements.erase(std::string(sql));
        continue;
      }
      if (kind == ErrorKind::connection_lost) {
        drop();
        if (is_within) session_ = Session::lost;
      }
      if (kind != ErrorKind::connection_lost || !may_repeat || !had_connection || attempt > 0) raise(error, sql);
      if (!is_within) continue;
      session_ = Session::lone;
      begin();
      note_statement();
    }
  }
}

Rows Connection::query(std::string_view sql, Values values) {
  return run(sql, values, Repeat::safe, [](Driver::Statement& statement) {
    const std::unique_ptr<sql::ResultSet> result(statement.prepared->executeQuery());
    if (!statement.columns) statement.columns = read_columns(*result);
    return read_rows(*result, statement.columns);
  });
}

std::uint64_t Connection::execute(std::string_view sql, Values values) {
  return run(sql, values, Repeat::unsafe, [](Driver::Statement& statement) {
    return static_cast<std::uint64_t>(statement.prepared->executeUpdate());
  });
}

InsertOutcome Connection::insert(std::string_view sql, Values values, std::string_view constraint) {
  try {
    execute(sql, values);
    return InsertOutcome::inserted;
  } catch (const DuplicateKey& error) {
    if (error.constraint() != constraint) throw;
    return InsertOutcome::duplicate;
  }
}

void Connection::execute_text(std::string_view sql) {
  note_statement();
  try {
    make_ready();
  } catch (const sql::SQLException& error) {
    raise(error, sql);
  }
  send(sql);
}

// Sends the text on the connection that is there.
void Connection::send(std::string_view sql) {
  try {
    driver_->send(std::string(sql));
  } catch (const sql::SQLException& error) {
    if (classify(error.getErrorCode()) == ErrorKind::connection_lost) {
      const bool is_within = is_in_transaction();
      drop();
      if (is_within) session_ = Session::lost;
    }
    raise(error, sql);
  }
}

// Connects where there is no connection. A lone statement commits itself.
void Connection::make_ready() {
  if (session_ == Session::lost) throw Unavailable("the connection was lost within the transaction");
  if (!driver_) connect();
  if (is_in_transaction()) return;
  if (session_ == Session::row) driver_->send("SET autocommit = 1");
  session_ = Session::lone;
}

bool Connection::is_in_row() const { return session_ == Session::begun_in_row || session_ == Session::open_in_row; }

// The transaction, if there is one, has a statement from now on.
void Connection::note_statement() {
  if (session_ == Session::begun) session_ = Session::open;
  if (session_ == Session::begun_in_row) session_ = Session::open_in_row;
}

void Connection::begin() {
  if (is_in_transaction()) throw std::logic_error("a transaction within a transaction");
  const bool had_connection = driver_ != nullptr;
  try {
    send_begin();
  } catch (const Unavailable&) {
    if (!had_connection || driver_ != nullptr) throw;
    send_begin();  // the connection had been idle and was closed: nothing was under way
  }
}

// The second of two transactions that follow one another puts the session in autocommit = 0, where the next begins by
// itself: a round trip less for each from then on.
void Connection::send_begin() {
  try {
    if (!driver_) connect();
  } catch (const sql::SQLException& error) {
    raise(error, "START TRANSACTION");
  }
  if (session_ == Session::lone) {
    send("START TRANSACTION");
    session_ = Session::begun;
    return;
  }
  if (session_ == Session::followed) send("SET autocommit = 0");
  session_ = Session::begun_in_row;
}

void Connection::finish(const Transaction& transaction) {
  if (session_ == Session::lost) throw Unavailable("the connection was lost within the transaction");
  const Session after = is_in_row() ? Session::row : Session::followed;
  if (transaction.is_cancelled()) {
    send("ROLLBACK");
    session_ = after;
    return;
  }
  try {
    send("COMMIT");
  } catch (const Conflict&) {
    throw;
  } catch (const Unavailable& error) {
    if (driver_ != nullptr) throw;  // the server answered: nothing was stored
    throw CommitUnknown(error.what());
  }
  session_ = after;
}

// Ends a transaction that has failed, if it is still there.
void Connection::abandon() noexcept {
  if (!is_in_transaction()) return;
  const bool was_in_row = is_in_row();
  session_ = was_in_row ? Session::row : Session::lone;
  try {
    if (driver_) driver_->send("ROLLBACK");
  } catch (const std::exception&) {
    drop();  // the server rolls back when the connection ends
  }
}

void Connection::wait_before_retry(int attempt) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  const int longest = 25 << attempt;
  std::this_thread::sleep_for(
      std::chrono::milliseconds{std::uniform_int_distribution<int>{longest / 2, longest}(random)});
}

}  // namespace latchkey::db
