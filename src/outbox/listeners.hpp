// Whether anybody wants to be told anything, for whoever has many events to tell.
#pragma once
#include "db/connection.hpp"

namespace latchkey::outbox {

// False when tell() would reach nobody, whatever it told. To be asked inside the transaction that causes the events.
[[nodiscard]] bool has_listeners(db::Connection& db);

}  // namespace latchkey::outbox
