// Events of programs that may read neither leads nor users: they note them, and the courier tells them.
#pragma once
#include "outbox/outbox.hpp"

namespace latchkey::outbox {

// Notes an event of which webhooks alone are told, inside the transaction that causes it, where a webhook asks for it.
void note(db::Connection& db, const Uuid& lead_id, const Happening& happening);

// Tells what was noted, some hundred events at most, each in a transaction of its own: of several couriers one tells
// it. The message has the time at which it was noted. True when there was something.
bool tell_noted(db::Connection& db);

}  // namespace latchkey::outbox
