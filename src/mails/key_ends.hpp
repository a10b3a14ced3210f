// Mails about API keys that end.
#pragma once
#include "db/connection.hpp"

namespace latchkey::mails {

// Queues what is due: 30, 7 and 1 days before a key ends, a mail to its user and to each user who may edit keys and
// wants it; a threshold that had passed when the key was made is left out, and of several that have passed meanwhile
// the last one is told. Each is told once, whichever courier looks. Whoever has had
// most_key_ends_in_an_hour is told later.
void queue_key_mails(db::Connection& db);

}  // namespace latchkey::mails
