// latchkey-login: /auth/login, /auth/logout, /auth/trading-accounts with what is below it, and where mails are sent
// /auth/password/, /auth/email/ and /auth/link.
#include "members/accounts/account_service.hpp"
#include "members/mailed/mailed_service.hpp"
#include "members/sign_in/login_service.hpp"
#include "programs/handler.hpp"

namespace {

void mount_services(latchkey::http::Application& application, const latchkey::Config& config,
                    latchkey::db::Connection& db) {
  static const latchkey::members::Site site = latchkey::members::make_site(config);
  application.mount("/auth/", latchkey::members::make_login_service(config, db, site))
      .mount("/auth/trading-accounts", latchkey::members::make_account_service(config, db, site));
  if (!config.mail) return;
  for (const auto* prefix : {"/auth/password", "/auth/email", "/auth/link"}) {
    application.mount(prefix, latchkey::members::make_mailed_service(config, db, site));
  }
}

}  // namespace

int main(int argc, char** argv) {
  return latchkey::run_handler(argc, argv, {"latchkey-login", latchkey::Program::login, mount_services});
}
