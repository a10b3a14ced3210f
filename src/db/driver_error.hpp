// Turns what the driver throws into what this room throws. For connection.cpp and server_state.cpp.
#pragma once
#include <cppconn/exception.h>

#include <string_view>

namespace latchkey::db {

// Throws ServerFailure, Conflict, DuplicateKey or StatementError, by classify(). `statement` is for the error's text.
[[noreturn]] void raise(const sql::SQLException& error, std::string_view statement);

}  // namespace latchkey::db
