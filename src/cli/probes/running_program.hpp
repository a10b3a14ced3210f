// Whether a daemon of this machine runs.
#pragma once
#include <string_view>

namespace latchkey::cli {

// Whether a process of this machine, whoever owns it, runs a program of this name. Needs no rights, but sees nothing of
// other users where /proc is mounted with hidepid.
[[nodiscard]] bool is_program_running(std::string_view name);

}  // namespace latchkey::cli
