#include "db/driver_error.hpp"

#include <string>

#include "db/errors.hpp"
#include "db/server_failure.hpp"

namespace latchkey::db {
namespace {

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

}  // namespace

void raise(const sql::SQLException& error, std::string_view statement) {
  const int number = error.getErrorCode();
  std::string what = describe(error, statement);
  if (number == no_room_for_statements) what += " (the server's max_prepared_stmt_count is too small)";
  switch (classify(number)) {
    case ErrorKind::connection_lost:
    case ErrorKind::server_unfit:
    case ErrorKind::server_busy:
      throw ServerFailure(what, number);
    case ErrorKind::conflict:
      throw Conflict(what);
    case ErrorKind::duplicate:
      throw DuplicateKey(what, parse_constraint(error.what()));
    default:
      throw StatementError(what, number);
  }
}

}  // namespace latchkey::db
