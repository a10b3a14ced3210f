// One connection to MariaDB or MySQL. The only place, with connection.cpp, that knows the driver.
#pragma once
#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "config/config.hpp"
#include "db/errors.hpp"
#include "db/value.hpp"

namespace latchkey::db {

using Values = std::initializer_list<Value>;

// Ends its transaction with a rollback when asked to; else in_transaction() commits it.
class Transaction {
 public:
  void roll_back() { is_cancelled_ = true; }
  [[nodiscard]] bool is_cancelled() const { return is_cancelled_; }

 private:
  bool is_cancelled_ = false;
};

enum class InsertOutcome { inserted, duplicate };

// Connects at the first statement, and again at the first statement after a loss. Statements are prepared once per
// connection. Sessions run in UTC, READ COMMITTED, strict mode; waits for row locks end after 2 s, statements a second
// before the read time-out.
//
// Every function throws Unavailable when the server is away, busy or read-only, Conflict for 1205 and 1213 (inside
// in_transaction() that is repeated), DuplicateKey for 1062 and StatementError for the rest. A lost connection is
// reopened for a query() or a transaction's first statement, never in the middle of one and never for a lone execute(),
// which may have been carried out.
class Connection {
 public:
  static constexpr int conflict_retries = 3;

  explicit Connection(DatabaseConfig config);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;

  // All rows of a SELECT, read before it returns.
  [[nodiscard]] Rows query(std::string_view sql, Values values = {});

  // Rows inserted, deleted or changed; an UPDATE that leaves a row as it was does not count it.
  std::uint64_t execute(std::string_view sql, Values values = {});

  // An INSERT whose unique key may be taken; `constraint` names the key that decides. Another key's DuplicateKey is
  // thrown on.
  [[nodiscard]] InsertOutcome insert(std::string_view sql, Values values, std::string_view constraint);

  // Sends the text as it is, unprepared: for statements the server does not prepare, such as DDL in migrations.
  void execute_text(std::string_view sql);

  // START TRANSACTION, work(Transaction&), COMMIT (or ROLLBACK when the work asked for it). The whole of it is repeated
  // up to conflict_retries times after a Conflict, so the work does nothing outside the database. When the
  // acknowledgement of COMMIT is lost: CommitUnknown. A transaction within a transaction throws std::logic_error. Sent
  // as statements, since the driver's own commit() does not report failure (Connector/C++ 1.1.12). From the third of
  // transactions that follow one another no START TRANSACTION is sent: the session is then in autocommit = 0, until a
  // lone statement takes it out.
  template <class Work>
  std::invoke_result_t<Work&, Transaction&> in_transaction(Work work) {
    for (int attempt = 0;; ++attempt) {
      try {
        begin();
        Transaction transaction;
        if constexpr (std::is_void_v<std::invoke_result_t<Work&, Transaction&>>) {
          work(transaction);
          finish(transaction);
          return;
        } else {
          auto result = work(transaction);
          finish(transaction);
          return result;
        }
      } catch (const Conflict&) {
        abandon();
        if (attempt == conflict_retries) throw;
        wait_before_retry(attempt);
      } catch (...) {
        abandon();
        throw;
      }
    }
  }

  // Name of the schema that the connection works in.
  [[nodiscard]] const std::string& schema() const { return config_.name; }
  [[nodiscard]] const DatabaseConfig& config() const { return config_; }

  // Closes the connection; the next statement opens another.
  void drop();

 private:
  struct Driver;
  enum class Repeat { safe, unsafe };

  // Where the session stands. The first three are outside a transaction, the others within one.
  enum class Session {
    lone,          // autocommit = 1; the last statement was a lone one, or there was none
    followed,      // autocommit = 1; a transaction was the last thing
    row,           // autocommit = 0, after transactions in a row: the next one begins by itself
    begun,         // START TRANSACTION was sent, and no statement yet
    open,          // a statement of the transaction was sent
    begun_in_row,  // as begun, in autocommit = 0
    open_in_row,   // as open, in autocommit = 0
    lost,          // the connection was lost within the transaction: every further statement of it fails
  };

  void connect();
  void make_ready();
  void send(std::string_view sql);
  [[nodiscard]] bool is_in_transaction() const { return session_ >= Session::begun; }
  [[nodiscard]] bool is_in_row() const;
  void note_statement();
  void begin();
  void send_begin();
  void finish(const Transaction& transaction);
  void abandon() noexcept;
  static void wait_before_retry(int attempt);
  template <class Use>
  auto run(std::string_view sql, Values values, Repeat repeat, Use use);

  DatabaseConfig config_;
  std::unique_ptr<Driver> driver_;
  Session session_ = Session::lone;
};

}  // namespace latchkey::db
