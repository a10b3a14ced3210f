#include "programs/handler.hpp"

#include <iostream>

#include "base/log.hpp"
#include "version.hpp"

namespace latchkey {
namespace {

int print_help(std::string_view name) {
  std::cout
      << "Usage: " << name
      << " [--help | --version | --check-config]\n\n"
         "A FastCGI handler: start it with spawn-fcgi or multiwatch on a unix socket, or let a web server run it as\n"
         "plain CGI. It reads $LATCHKEY_CONFIG, else /etc/latchkey/latchkey.toml.\n\n"
         "  --check-config  reads the configuration, says what is wrong with it, and ends\n";
  return 0;
}

}  // namespace

int run_handler(int argc, char** argv, std::string_view name, Program program, const MakeService& make) {
  const std::string_view option = argc > 1 ? argv[1] : "";
  if (argc > 2 || (!option.empty() && option != "--help" && option != "--version" && option != "--check-config")) {
    std::cerr << name << ": wrong usage; see " << name << " --help\n";
    return 2;
  }
  if (option == "--help") return print_help(name);
  if (option == "--version") {
    std::cout << name << ' ' << version << '\n';
    return 0;
  }
  try {
    const Config config = load_config(find_config_file(), program);
    if (option == "--check-config") return 0;
    db::Connection db(config.database);
    return http::serve(make(config, db));
  } catch (const ConfigError& error) {
    std::cerr << name << ": " << error.what() << '\n';
    return 1;
  } catch (const std::exception& error) {
    log(LogLevel::error, "start_failed", {{"program", name}, {"why", error.what()}});
    return 1;
  }
}

}  // namespace latchkey
