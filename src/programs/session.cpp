// latchkey-session: /auth/session and /auth/verify.
#include "auth/session_service.hpp"
#include "programs/handler.hpp"

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, "latchkey-session", latchkey::Program::session,
                               latchkey::auth::make_session_service);
}
