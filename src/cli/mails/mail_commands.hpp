// `latchkey mail`: what was mailed, and whether the server takes mails.
#pragma once
#include "cli/context.hpp"

namespace latchkey::cli {

void add_mail_commands(CLI::App& app, Context& context);

}  // namespace latchkey::cli
