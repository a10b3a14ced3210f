// Turns what the driver throws into what this room throws. For connection.cpp and server_state.cpp.
#pragma once
#include <cppconn/exception.h>

#include <string_view>

namespace latchkey::db {

inline constexpr int no_room_for_statements = 1461;  // max_prepared_stmt_count of the server

// Throws ServerFailure, Conflict, DuplicateKey or StatementError, by classify(). `statement` is for the error's text.
[[noreturn]] void raise(const sql::SQLException& error, std::string_view statement);

}  // namespace latchkey::db
