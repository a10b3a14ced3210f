// latchkey-login: /auth/login, /auth/logout, and /auth/trading-accounts with what is below it.
#include "members/accounts/account_service.hpp"
#include "members/sign_in/login_service.hpp"
#include "programs/handler.hpp"

namespace {

using latchkey::http::Request;
using latchkey::http::Service;

// Two services with the same prefixes as one.
Service make_service(const latchkey::Config& config, latchkey::db::Connection& db) {
  const Service sign_in = latchkey::members::make_login_service(config, db);
  const Service accounts = latchkey::members::make_account_service(config, db);
  const auto choose = [sign_in, accounts](const Request& request) -> const Service& {
    return latchkey::members::is_account_path(request.path) ? accounts : sign_in;
  };
  return {sign_in.name, sign_in.path_prefixes,
          [choose](const Request& request) { return choose(request).handle(request); },
          [choose](const Request& request, latchkey::http::Failure failure) {
            return choose(request).describe_failure(request, failure);
          }};
}

}  // namespace

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, "latchkey-login", latchkey::Program::login, make_service);
}
