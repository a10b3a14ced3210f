// latchkey-customers: /api/v1/, /healthz, and the pages about the API below /api/.
#include "api/documents/documents_service.hpp"
#include "api/health_service.hpp"
#include "api/service.hpp"
#include "programs/handler.hpp"

namespace {

void mount_services(latchkey::http::Application& application, const latchkey::Config& config,
                    latchkey::db::Connection& db) {
  const auto calls = std::make_shared<latchkey::api::CallLog>(db);
  application.mount("/api/v1/", latchkey::api::make_service(config, db, *calls))
      .mount("/api/", latchkey::api::make_documents_service(config))
      .mount("/healthz", latchkey::api::make_health_service(db))
      .do_afterwards({.has_work = [calls] { return calls->is_waiting(); },
                      .is_due = [calls] { return calls->is_due(); },
                      .do_work = [calls] { calls->write(); }});
}

}  // namespace

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, {"latchkey-customers", latchkey::Program::customers, mount_services});
}
