// latchkey languages: the languages of the customers' pages.
#pragma once
#include "cli/context.hpp"

namespace latchkey::cli {

void add_language_commands(CLI::App& app, Context& context);

}  // namespace latchkey::cli
