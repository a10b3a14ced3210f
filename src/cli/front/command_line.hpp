// The whole command line: all subcommands in one tree.
#pragma once
#include <memory>

#include "cli/context.hpp"

namespace latchkey::cli {

// The tree of all subcommands; the context must outlive it.
[[nodiscard]] std::unique_ptr<CLI::App> make_command_line(Context& context);

// Carries one command line out and returns the exit code: 0 done, 1 not found, refused or not shown, 2 wrong usage.
[[nodiscard]] int run_command_line(int argc, const char* const* argv);

}  // namespace latchkey::cli
