// latchkey-customers: /api/v1/ and /healthz.
#include "customers/service.hpp"
#include "programs/handler.hpp"

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, "latchkey-customers", latchkey::Program::customers,
                               latchkey::customers::make_service);
}
