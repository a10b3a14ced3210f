// One connection to MariaDB or MySQL. Nobody outside this room knows the driver behind it.
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

// What the work of in_transaction() is handed: by it the work can ask for a rollback in place of the commit.
class Transaction {
 public:
  void roll_back() { is_cancelled_ = true; }
  [[nodiscard]] bool is_cancelled() const { return is_cancelled_; }

 private:
  bool is_cancelled_ = false;
};

enum class InsertOutcome { inserted, duplicate };

class ServerChoice;
class ServerSession;

// Connects when the first statement is run, and again when one is run after the connection was lost. Each statement is
// prepared once per connection. The session works in UTC, in READ COMMITTED and in strict mode. A wait for a row lock
// ends after 2 s, and a statement (with MySQL a SELECT) ends a second before the read time-out; with several servers
// both end earlier (config.hpp). server_choice.hpp says which server it is connected to, and when it goes to another
// one by itself, which it never does within a transaction.
//
// Every function throws Unavailable when the server is away, busy or read-only, Conflict for 1020, 1205, 1213, 3101,
// DuplicateKey for 1062, and StatementError for all other errors of the server.
//
// When the connection turns out to be lost, a query() outside a transaction and the first statement of a transaction
// are sent again on a new one: nothing was stored. An execute() outside a transaction is not, since it may have been
// carried out. When the server has refused the statement because it takes no writes or has lost its cluster, an
// execute() is sent again as well, and after a Conflict too, at most conflict_retries times. In the middle of a
// transaction nothing is: every later statement of that transaction throws Unavailable, and so does its end, even if
// the work has swallowed the first error. A Conflict in a transaction is treated likewise: every later statement throws
// Conflict until the whole transaction is repeated.
class Connection {
 public:
  static constexpr int conflict_retries = 3;

  explicit Connection(DatabaseConfig config);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;

  // All rows of a SELECT; they are read before it returns.
  [[nodiscard]] Rows query(std::string_view sql, Values values = {});

  // The number of rows that were inserted, deleted or changed. A row that an UPDATE leaves as it was does not count.
  std::uint64_t execute(std::string_view sql, Values values = {});

  // An INSERT that another row's unique key may stand against. `duplicate` when the key called `constraint` is taken;
  // when it is another key, DuplicateKey is thrown.
  [[nodiscard]] InsertOutcome insert(std::string_view sql, Values values, std::string_view constraint);

  // Sends the text as it is, unprepared: for statements that the server does not prepare, such as DDL in migrations.
  void execute_text(std::string_view sql);

  // Runs work(Transaction&) between START TRANSACTION and COMMIT (or ROLLBACK, when the work has asked for it), and
  // returns what the work returns. When the work throws, the transaction is rolled back and the exception goes on.
  //
  // After a Conflict the whole is repeated, at most conflict_retries times, so the work must do nothing outside the
  // database. Throws CommitUnknown when the answer to COMMIT is lost, and std::logic_error when it is called within a
  // transaction, which stays as it is.
  //
  // The statements are sent as text, because the driver's own commit() does not report failure (Connector/C++ 1.1.12).
  // To save a round trip, the second of two transactions that follow one another puts the session into autocommit = 0,
  // where the third and later ones need no START TRANSACTION. A statement outside a transaction takes it out again.
  template <class Work>
  std::invoke_result_t<Work&, Transaction&> in_transaction(Work work) {
    refuse_nesting();
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

  // Closes the connection; the next statement opens another. Within a transaction it counts as a loss.
  void drop();

 private:
  enum class Repeat { safe, unsafe };

  // Where the session stands. The first three states are outside a transaction, all others within one.
  enum class State {
    lone,               // autocommit = 1; the last statement stood alone, or there was none yet
    after_transaction,  // autocommit = 1; a transaction has just ended
    chained,            // autocommit = 0; the next statement begins a transaction by itself
    begun,              // START TRANSACTION was sent, but no statement of the transaction yet
    open,               // a statement of the transaction was sent
    chained_begun,      // begun, with autocommit = 0
    chained_open,       // open, with autocommit = 0
    conflicted,         // a statement ended in a Conflict: the transaction can only be rolled back
    lost,               // the connection was lost: the server has rolled the transaction back
  };

  void connect();
  void review();
  void make_ready();
  void refuse_nesting() const;
  void refuse_failed_transaction() const;
  void begin();
  void send_begin();
  void begin_again();
  void finish(const Transaction& transaction);
  void abandon() noexcept;
  void send(std::string_view sql);
  ErrorKind note_failure(int number, std::chrono::steady_clock::time_point begun);
  void note_statement();
  [[nodiscard]] bool is_in_transaction() const { return state_ >= State::begun; }
  [[nodiscard]] bool is_at_first_statement() const;
  [[nodiscard]] bool is_chained() const;
  static void wait_before_retry(int attempt);
  template <class Act>
  void translate_errors(std::string_view sql, Act act);
  template <class Act>
  auto run(std::string_view sql, Repeat repeat, Act act);

  DatabaseConfig config_;
  std::unique_ptr<ServerChoice> choice_;
  std::unique_ptr<ServerSession> server_;  // null while there is no connection
  State state_ = State::lone;
};

}  // namespace latchkey::db
