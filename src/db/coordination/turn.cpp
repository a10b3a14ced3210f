#include "db/coordination/turn.hpp"

namespace latchkey::db {

void take_turn(Connection& db, std::string_view rule) {
  db.execute("INSERT INTO turns (rule, taken) VALUES (?, 1) ON DUPLICATE KEY UPDATE taken = taken + 1", {rule});
}

}  // namespace latchkey::db
