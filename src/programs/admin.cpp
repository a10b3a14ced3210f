// latchkey-admin: /admin/.
#include "admin/service.hpp"
#include "programs/handler.hpp"

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, "latchkey-admin", latchkey::Program::admin, latchkey::admin::make_service);
}
