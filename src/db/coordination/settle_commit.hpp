// What became of a transaction whose COMMIT got no answer.
#pragma once
#include <string_view>

#include "db/connection.hpp"

namespace latchkey::db {

// To be called after CommitUnknown. `locking_read` is a `SELECT … LOCK IN SHARE MODE` of a row that the transaction has
// inserted, by its primary or unique key. Returns when the row is stored; throws Unavailable when it is not and never
// will be, and CommitUnknown when that cannot be found out within 10 s.
//
// The read takes a lock because the COMMIT may still be under way: the server finishes it although nobody waits for the
// answer (slow disk, semi-synchronous replication). A plain read would not see the row yet; the locking one waits for
// the end of the transaction that holds it.
void settle_commit(Connection& db, std::string_view locking_read, Values values);

}  // namespace latchkey::db
