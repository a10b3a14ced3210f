// Other programs that `latchkey setup` runs.
#pragma once
#include <string>
#include <vector>

namespace latchkey::cli {

struct ProgramResult {
  int exit_code;       // 127 when the program cannot be started, 128 + N when signal N has ended it
  std::string output;  // standard output and standard error
};

// Runs the program, the first word, with the others as its arguments and no standard input. It is looked for in $PATH
// and where an ordinary user's shell does not look, in /usr/sbin and /sbin.
[[nodiscard]] ProgramResult run_program(const std::vector<std::string>& words);

// The same, with this program's own standard output and error.
[[nodiscard]] int run_in_the_open(const std::vector<std::string>& words);

}  // namespace latchkey::cli
