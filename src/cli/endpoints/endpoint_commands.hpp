// latchkey webhook and latchkey postback.
#pragma once
#include "cli/context.hpp"

namespace latchkey::cli {

void add_endpoint_commands(CLI::App& app, Context& context);

}  // namespace latchkey::cli
