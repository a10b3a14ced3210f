// The part of `latchkey doctor` about trading platforms and all that the key file seals.
#pragma once
#include "cli/context.hpp"
#include "cli/doctor/report.hpp"

namespace latchkey::cli {

// Key file, staff's second factors, platforms and their secrets, circuits that need somebody, accounts that wait. The
// key file only where something is sealed.
void check_provisioning(Report& report, Context& context);

}  // namespace latchkey::cli
