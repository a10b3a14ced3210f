// latchkey-customers: /api/v1/ and /healthz.
#include "api/service.hpp"
#include "programs/handler.hpp"

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, "latchkey-customers", latchkey::Program::customers,
                               latchkey::api::make_service);
}
