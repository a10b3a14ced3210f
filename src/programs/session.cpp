// latchkey-session: /auth/session and /auth/verify, and /metrics.
#include "members/metrics/metrics_service.hpp"
#include "members/sessions/session_service.hpp"
#include "programs/handler.hpp"

namespace {

void mount_services(latchkey::http::Application& application, const latchkey::Config& config,
                    latchkey::db::Connection& db) {
  application.mount("/auth/", latchkey::members::make_session_service(config, db))
      .mount("/metrics", latchkey::members::make_metrics_service(config, db));
}

}  // namespace

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, {"latchkey-session", latchkey::Program::session, mount_services});
}
