#include "programs/handler.hpp"

namespace latchkey {

int run_handler(int argc, char** argv, std::string_view name, Program program, const MakeService& make) {
  static constexpr std::string_view purpose =
      "A FastCGI handler: start it with spawn-fcgi or multiwatch on a unix socket, or let a web server run it as\n"
      "plain CGI. ";
  return run_program(argc, argv, {name, purpose}, program,
                     [&](const Config& config, db::Connection& db) { return http::serve(make(config, db)); });
}

}  // namespace latchkey
