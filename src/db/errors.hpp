// What a failed statement means. One table for the whole program.
#pragma once
#include <stdexcept>
#include <string>

#include "base/unavailable.hpp"

namespace latchkey::db {

// A COMMIT whose acknowledgement was lost: the transaction may be stored, or may still be on its way there. Ask
// settle_commit() before answering.
class CommitUnknown : public OutcomeUnknown {
 public:
  using OutcomeUnknown::OutcomeUnknown;
};

// Two transactions wanted the same rows (1213 deadlock or Galera certification, 3101 Group Replication
// certification, 1205 lock wait, 1020 row changed since the statement began).
class Conflict : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

// A unique key is taken (1062). `constraint` is its name.
class DuplicateKey : public std::runtime_error {
 public:
  DuplicateKey(const std::string& what, std::string constraint)
      : std::runtime_error(what), constraint_(std::move(constraint)) {}
  [[nodiscard]] const std::string& constraint() const { return constraint_; }

 private:
  std::string constraint_;
};

// A statement that cannot succeed by repeating it: a fault in this program, its schema or its grants. The text holds
// the server's number and our SQL with its placeholders, never a value.
class StatementError : public std::runtime_error {
 public:
  StatementError(const std::string& what, int number) : std::runtime_error(what), number_(number) {}
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

enum class ErrorKind { connection_lost, server_unfit, server_busy, conflict, duplicate, stale_statement, other };

// Kinds of the server's and libmariadb's error numbers. `connection_lost`, `server_unfit` (it takes no writes, or is
// cut off from its cluster, and so has not begun with the statement: after a fail-over another one does the work) and
// `server_busy` mean Unavailable; after the first two the connection is dropped, so that the next statement finds the
// server that is in charge by then. What a COMMIT has become is unknown after the first two.
[[nodiscard]] ErrorKind classify(int number);

// The key's name in the server's message for 1062 (`Duplicate entry '…' for key 'table.name'` or `'name'`).
[[nodiscard]] std::string parse_constraint(const std::string& message);

}  // namespace latchkey::db
