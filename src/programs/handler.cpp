#include "programs/handler.hpp"

#include "metrics/metrics.hpp"

namespace latchkey {

int run_handler(int argc, char** argv, const Handler& handler) {
  static constexpr std::string_view purpose =
      "A FastCGI handler: start it with spawn-fcgi or multiwatch on a unix socket, or let a web server run it as\n"
      "plain CGI. ";
  const Work serve = [&](const Config& config, db::Connection& db) {
    http::Application application(handler.name);
    handler.mount_services(application, config, db);
    metrics::start(config.metrics_folder, handler.name);
    application.observe(metrics::count_request);
    return http::serve(application);
  };
  return run_program(argc, argv, {handler.name, purpose, handler.program, serve});
}

}  // namespace latchkey
