// The part of `latchkey doctor` about trading platforms.
#pragma once
#include "cli/context.hpp"
#include "cli/report.hpp"

namespace latchkey::cli {

// Key file, platforms and their secrets, circuits that need somebody, accounts that wait. Nothing without platforms.
void check_provisioning(Report& report, Context& context);

}  // namespace latchkey::cli
