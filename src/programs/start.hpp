// How every program but the command line begins.
#pragma once
#include <functional>
#include <string_view>

#include "config/config.hpp"
#include "db/connection.hpp"

namespace latchkey {

// Does the program's work until it is told to end; returns the exit code.
using Work = std::function<int(const Config&, db::Connection&)>;

struct ProgramStart {
  std::string_view name;
  std::string_view purpose;  // what --help says between the usage line and the options
  Program program;           // whose part of the configuration is read
  Work work;
};

// Takes --help, --version and --check-config; else reads the configuration and works. Arguments count for nothing where
// $GATEWAY_INTERFACE is set. Exit codes: that of `work`, 1 for a wrong configuration or a failed start (told in one
// line on standard error), 2 for wrong usage.
[[nodiscard]] int run_program(int argc, char** argv, const ProgramStart& start);

}  // namespace latchkey
