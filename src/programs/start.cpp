#include "programs/start.hpp"

#include <cstdlib>
#include <iostream>

#include "base/log.hpp"
#include "version.hpp"

namespace latchkey {
namespace {

int print_help(const ProgramStart& start) {
  std::cout << "Usage: " << start.name << " [--help | --version | --check-config]\n\n"
            << start.purpose
            << "It reads $LATCHKEY_CONFIG, else /etc/latchkey/latchkey.toml.\n\n"
               "  --check-config  reads the configuration, says what is wrong with it, and ends\n";
  return 0;
}

// Under plain CGI the arguments are the visitor's: a web server makes them of a query without `=` (RFC 3875, 4.4).
bool are_arguments_a_query() {
  return std::getenv("GATEWAY_INTERFACE") != nullptr;  // NOLINT(concurrency-mt-unsafe): single-threaded
}

}  // namespace

int run_program(int argc, char** argv, const ProgramStart& start) {
  if (are_arguments_a_query()) argc = 1;
  const std::string_view option = argc > 1 ? argv[1] : "";
  if (argc > 2 || (!option.empty() && option != "--help" && option != "--version" && option != "--check-config")) {
    std::cerr << start.name << ": wrong usage; see " << start.name << " --help\n";
    return 2;
  }
  if (option == "--help") return print_help(start);
  if (option == "--version") {
    std::cout << start.name << ' ' << version << '\n';
    return 0;
  }
  try {
    const Config config = load_config(find_config_file(), start.program);
    if (option == "--check-config") return 0;
    db::Connection db(config.database);
    return start.work(config, db);
  } catch (const ConfigError& error) {
    std::cerr << start.name << ": " << error.what() << '\n';
    return 1;
  } catch (const std::exception& error) {
    log(LogLevel::error, "start_failed", {{"program", start.name}, {"why", error.what()}});
    return 1;
  }
}

}  // namespace latchkey
