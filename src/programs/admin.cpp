// latchkey-admin: /admin/.
#include "admin/body_limit.hpp"
#include "admin/service.hpp"
#include "programs/handler.hpp"

namespace {

void mount_services(latchkey::http::Application& application, const latchkey::Config& config,
                    latchkey::db::Connection& db) {
  application.mount("/admin", latchkey::admin::make_service(config, db));
  application.limit_bodies(latchkey::admin::make_body_limit(config, db));
}

}  // namespace

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, {"latchkey-admin", latchkey::Program::admin, mount_services});
}
