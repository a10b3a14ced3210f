// latchkey-session: /auth/session and /auth/verify.
#include "members/sessions/session_service.hpp"
#include "programs/handler.hpp"

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, "latchkey-session", latchkey::Program::session,
                               latchkey::members::make_session_service);
}
