#include "programs/start.hpp"

#include <iostream>

#include "base/log.hpp"
#include "version.hpp"

namespace latchkey {
namespace {

int print_help(const ProgramText& text) {
  std::cout << "Usage: " << text.name << " [--help | --version | --check-config]\n\n"
            << text.purpose
            << "It reads $LATCHKEY_CONFIG, else /etc/latchkey/latchkey.toml.\n\n"
               "  --check-config  reads the configuration, says what is wrong with it, and ends\n";
  return 0;
}

}  // namespace

int run_program(int argc, char** argv, const ProgramText& text, Program program, const Work& work) {
  const std::string_view option = argc > 1 ? argv[1] : "";
  if (argc > 2 || (!option.empty() && option != "--help" && option != "--version" && option != "--check-config")) {
    std::cerr << text.name << ": wrong usage; see " << text.name << " --help\n";
    return 2;
  }
  if (option == "--help") return print_help(text);
  if (option == "--version") {
    std::cout << text.name << ' ' << version << '\n';
    return 0;
  }
  try {
    const Config config = load_config(find_config_file(), program);
    if (option == "--check-config") return 0;
    db::Connection db(config.database);
    return work(config, db);
  } catch (const ConfigError& error) {
    std::cerr << text.name << ": " << error.what() << '\n';
    return 1;
  } catch (const std::exception& error) {
    log(LogLevel::error, "start_failed", {{"program", text.name}, {"why", error.what()}});
    return 1;
  }
}

}  // namespace latchkey
