#include "db/connection.hpp"

#include <random>
#include <stdexcept>
#include <thread>
#include <utility>

#include "db/driver_error.hpp"
#include "db/server_choice.hpp"
#include "db/server_session.hpp"

namespace latchkey::db {

Connection::Connection(DatabaseConfig config)
    : config_(std::move(config)), choice_(std::make_unique<ServerChoice>(config_)) {}

Connection::~Connection() = default;

void Connection::drop() {
  server_.reset();
  state_ = is_in_transaction() ? State::lost : State::lone;
}

void Connection::connect() { server_ = choice_->connect(); }

// Has the server looked at where that is due; afterwards there may be another session, or none. Not before a text that
// is sent as it is: one that sets something of the session may be followed by one that needs it.
void Connection::review() {
  if (!server_ || is_in_transaction()) return;
  const ServerSession* before = server_.get();
  choice_->review(server_);
  if (server_.get() != before) state_ = State::lone;
}

// Runs `act` and throws what the driver throws as an error of ours. `sql` is for the error's text.
template <class Act>
void Connection::translate_errors(std::string_view sql, Act act) {
  const auto begun = std::chrono::steady_clock::now();
  try {
    act();
  } catch (const sql::SQLException& error) {
    note_failure(error.getErrorCode(), begun);
    raise(error, sql);
  }
}

// Runs `act`, which sends the statement. It is run a second time when the statement has to be prepared again, and when
// the connection turns out to be lost where repeating is safe: outside a transaction only for Repeat::safe, within one
// only for its first statement, since with the connection everything was rolled back. A server that is unfit has not
// begun with the statement.
template <class Act>
auto Connection::run(std::string_view sql, Repeat repeat, Act act) {
  review();
  const bool is_within = is_in_transaction();
  const bool had_connection = server_ != nullptr;  // without one it would be the second try to connect
  const bool may_leave_unfit = had_connection && (!is_within || is_at_first_statement());
  const bool may_reconnect = may_leave_unfit && (is_within || repeat == Repeat::safe);
  // A read that waits for what other nodes have acknowledged ends in 1205 when its node is cut off.
  const auto leaves_server = [&] {
    review();
    return server_ == nullptr;
  };
  note_statement();
  for (bool is_repeated = false;; is_repeated = true) {
    const auto begun = std::chrono::steady_clock::now();
    try {
      make_ready();
      return act(*server_);
    } catch (const sql::SQLException& error) {
      const ErrorKind kind = note_failure(error.getErrorCode(), begun);
      if (is_repeated) raise(error, sql);
      if (kind == ErrorKind::stale_statement) {
        server_->forget(sql);
      } else if (error.getErrorCode() == no_room_for_statements) {
        server_->forget_all();  // this connection's own make room
      } else if ((kind == ErrorKind::connection_lost && may_reconnect) ||
                 (kind == ErrorKind::server_unfit && may_leave_unfit)) {
        if (is_within) begin_again();
      } else if (kind != ErrorKind::conflict || !may_reconnect || is_within || !leaves_server()) {
        raise(error, sql);
      }
    }
  }
}

Rows Connection::query(std::string_view sql, Values values) {
  return run(sql, Repeat::safe, [&](ServerSession& server) { return server.query(sql, values); });
}

// On a cluster a statement that stands alone can meet a Conflict too, which nobody else would repeat. One that has
// waited for a lock has waited long enough.
std::uint64_t Connection::execute(std::string_view sql, Values values) {
  static constexpr std::chrono::seconds longest{1};
  const auto begun = std::chrono::steady_clock::now();
  const bool is_alone = !is_in_transaction();
  for (int attempt = 0;; ++attempt) {
    try {
      return run(sql, Repeat::unsafe, [&](ServerSession& server) { return server.execute(sql, values); });
    } catch (const Conflict&) {
      const bool is_late = std::chrono::steady_clock::now() - begun > longest;
      if (!is_alone || is_late || attempt == conflict_retries) throw;
      wait_before_retry(attempt);
    }
  }
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
  translate_errors(sql, [&] {
    make_ready();
    server_->send(sql);
  });
}

// Sends the text on the connection that is there.
void Connection::send(std::string_view sql) {
  translate_errors(sql, [&] { server_->send(sql); });
}

// What an error does to the session: a connection that is lost or of no more use is closed, and a transaction that met
// a Conflict is over.
ErrorKind Connection::note_failure(int number, std::chrono::steady_clock::time_point begun) {
  const ErrorKind kind = classify(number);
  choice_->note_failure(kind, std::chrono::steady_clock::now() - begun);
  if (kind == ErrorKind::connection_lost || kind == ErrorKind::server_unfit) drop();
  // After 1213 the server has rolled the transaction back and would carry out later statements outside it.
  if (kind == ErrorKind::conflict && is_in_transaction()) state_ = State::conflicted;
  return kind;
}

// Makes sure that there is a connection, and that a statement outside a transaction commits itself.
void Connection::make_ready() {
  refuse_failed_transaction();
  if (!server_) connect();
  if (is_in_transaction()) return;
  if (state_ == State::chained) server_->send("SET autocommit = 1");
  state_ = State::lone;
}

void Connection::refuse_failed_transaction() const {
  if (state_ == State::lost) throw Unavailable("the connection was lost within the transaction");
  if (state_ == State::conflicted) throw Conflict("the transaction met another one and has to be repeated");
}

void Connection::refuse_nesting() const {
  if (is_in_transaction()) throw std::logic_error("a transaction within a transaction");
}

bool Connection::is_at_first_statement() const { return state_ == State::begun || state_ == State::chained_begun; }

bool Connection::is_chained() const { return state_ == State::chained_begun || state_ == State::chained_open; }

// From now on the transaction, if there is one, has a statement.
void Connection::note_statement() {
  if (state_ == State::begun) state_ = State::open;
  if (state_ == State::chained_begun) state_ = State::chained_open;
}

void Connection::begin() {
  review();
  const bool had_connection = server_ != nullptr;
  try {
    send_begin();
  } catch (const Unavailable&) {
    if (!had_connection || server_ != nullptr) throw;
    send_begin();  // the connection was closed while it was idle, so nothing was under way
  }
}

void Connection::send_begin() {
  static constexpr std::string_view statement = "START TRANSACTION";
  translate_errors(statement, [&] {
    if (!server_) connect();
  });
  if (state_ == State::lone) {
    send(statement);
    state_ = State::begun;
    return;
  }
  if (state_ == State::after_transaction) send("SET autocommit = 0");
  state_ = State::chained_begun;
}

// Begins the transaction on a new connection, after its first statement has found the old one lost.
void Connection::begin_again() {
  state_ = State::lone;
  try {
    send_begin();
  } catch (...) {
    state_ = State::lost;  // the work may swallow this error: what it does later must not run outside a transaction
    throw;
  }
  note_statement();
}

void Connection::finish(const Transaction& transaction) {
  refuse_failed_transaction();
  const State after = is_chained() ? State::chained : State::after_transaction;
  if (transaction.is_cancelled()) {
    send("ROLLBACK");
    state_ = after;
    return;
  }
  try {
    send("COMMIT");
  } catch (const Unavailable& error) {
    if (state_ != State::lost) throw;  // the server has answered: nothing was stored
    throw CommitUnknown(error.what());
  }
  state_ = after;
}

// Ends a transaction that has failed, if there is one.
void Connection::abandon() noexcept {
  if (!is_in_transaction()) return;
  const State after = is_chained() ? State::chained : State::lone;
  try {
    if (server_) server_->send("ROLLBACK");
    if (server_ && state_ == State::conflicted) server_->send("SET autocommit = 1");  // it may have been chained
  } catch (const std::exception&) {
    server_.reset();  // the server rolls back when the connection ends
  }
  state_ = server_ ? after : State::lone;
}

void Connection::wait_before_retry(int attempt) {
  // Not std::random_device, which may need a descriptor, and then fails when there is none.
  static thread_local std::minstd_rand random{
      static_cast<std::minstd_rand::result_type>(std::chrono::steady_clock::now().time_since_epoch().count())};
  const int longest = 25 << attempt;
  std::this_thread::sleep_for(
      std::chrono::milliseconds{std::uniform_int_distribution<int>{longest / 2, longest}(random)});
}

}  // namespace latchkey::db
