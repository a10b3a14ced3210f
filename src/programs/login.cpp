// latchkey-login: /auth/login and /auth/logout.
#include "auth/login_service.hpp"
#include "programs/handler.hpp"

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, "latchkey-login", latchkey::Program::login,
                               latchkey::auth::make_login_service);
}
