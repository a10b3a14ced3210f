// How far the clocks of a cluster's database servers are apart, for those who look for what was written on another one
// by the time that it carries.
#pragma once
#include "db/connection.hpp"

namespace latchkey::db {

// Sees to it that server_clocks tells this server's clock of the last six seconds; it looks once a second, so that many
// ends cost no reads. To be called before a statement that writes UTC_TIMESTAMP(6) for others to look for, in its
// transaction or before it: the age of the row, by the clock of whoever looks, is at least the age of what is written.
// Without the right to do so, as after an upgrade without grants, nothing is told; `latchkey doctor` names the right.
// Throws Unavailable.
void tell_server_clock(Connection& db);

}  // namespace latchkey::db
