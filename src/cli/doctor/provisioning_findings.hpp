// The part of `latchkey doctor` about trading platforms and all that the key file seals.
#pragma once
#include "cli/context.hpp"
#include "cli/doctor/report.hpp"

namespace latchkey::cli {

// Checks the key file (where something is sealed), staff's second factors, the platforms and their secrets, circuits
// that need somebody, and accounts that wait.
void check_provisioning(Report& report, Context& context);

}  // namespace latchkey::cli
