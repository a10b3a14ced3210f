// Makes transactions that decide by one rule stand in line, on all nodes of a cluster.
#pragma once
#include <string_view>

#include "db/connection.hpp"

namespace latchkey::db {

// Rules that are about several rows, so that no one of these rows is written by all who decide.
inline constexpr std::string_view administrators = "administrators";  // one is left
inline constexpr std::string_view api_key_names = "api_key_names";    // of open keys, each is there once

// To be called first in a transaction that looks at the rows of a rule and then writes some of them. On one server the
// next one waits here. On a cluster it need not wait: of two who are at it on two nodes, one meets a Conflict at its
// COMMIT, and is repeated when the rows of the other are there.
void take_turn(Connection& db, std::string_view rule);

}  // namespace latchkey::db
