// latchkey lead import.
#pragma once
#include "cli/context.hpp"

namespace latchkey::cli {

// Adds `import` to the group of leads.
void add_lead_import_command(CLI::App& group, Context& context);

}  // namespace latchkey::cli
