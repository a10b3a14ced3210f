// latchkey account renew-passwords.
#pragma once
#include "cli/context.hpp"

namespace latchkey::cli {

void add_renewal_command(CLI::App& group, Context& context);

}  // namespace latchkey::cli
