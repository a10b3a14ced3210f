#include "outbox/listeners.hpp"

namespace latchkey::outbox {

bool has_listeners(db::Connection& db) {
  return !db.query("SELECT 1 FROM endpoints WHERE state <> 'disabled' LIMIT 1").empty();
}

}  // namespace latchkey::outbox
