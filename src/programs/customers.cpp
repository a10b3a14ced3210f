// latchkey-customers: /api/v1/, /healthz, and the pages about the API below /api/.
#include "api/documents/documents_service.hpp"
#include "api/health_service.hpp"
#include "api/service.hpp"
#include "programs/handler.hpp"

namespace {

void mount_services(latchkey::http::Application& application, const latchkey::Config& config,
                    latchkey::db::Connection& db) {
  application.mount("/api/v1/", latchkey::api::make_service(config, db))
      .mount("/api/", latchkey::api::make_documents_service(config))
      .mount("/healthz", latchkey::api::make_health_service(db));
}

}  // namespace

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, {"latchkey-customers", latchkey::Program::customers, mount_services});
}
