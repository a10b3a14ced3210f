// Marks that one row of several has, by a unique key: the home entry, the default platform.
#pragma once
#include <string_view>

#include "db/connection.hpp"

namespace latchkey::db {

// Runs `write`, inside a transaction that has taken the mark from the row that had it. When the key called `constraint`
// is taken even so, somebody else has given the mark to a row at the same moment: a Conflict, after which the whole
// transaction is repeated and sees that row.
template <class Write>
auto give_mark(std::string_view constraint, Write write) {
  try {
    return write();
  } catch (const DuplicateKey& error) {
    if (error.constraint() != constraint) throw;
    throw Conflict(error.what());
  }
}

}  // namespace latchkey::db
