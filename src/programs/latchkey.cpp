// latchkey: the command line.
#include <cstdlib>
#include <iostream>

#include "cli/context.hpp"
#include "version.hpp"

int main(int argc, char** argv) {
  using namespace latchkey;
  // In a folder for CGI programs a visitor's query would become a command.
  if (std::getenv("GATEWAY_INTERFACE") != nullptr) {  // NOLINT(concurrency-mt-unsafe): single-threaded
    std::cerr << "latchkey: this is no CGI program; take it out of the web server's reach\n";
    return 1;
  }
  cli::Context context;
  CLI::App app(
      "Latchkey: customers by API, sign-in by link. Reads $LATCHKEY_CONFIG, else /etc/latchkey/latchkey.toml.");
  app.name("latchkey")->require_subcommand(1);
  app.set_version_flag("--version", "latchkey " + std::string(version));
  cli::add_setup_command(app, context);
  cli::add_migrate_command(app, context);
  cli::add_api_key_commands(app, context);
  cli::add_user_commands(app, context);
  cli::add_menu_commands(app, context);
  cli::add_customer_commands(app, context);
  cli::add_lead_commands(app, context);
  cli::add_platform_commands(app, context);
  cli::add_account_commands(app, context);
  cli::add_secrets_command(app, context);
  cli::add_search_commands(app, context);
  cli::add_prune_command(app, context);
  cli::add_doctor_command(app, context);
  try {
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;  // CLI11 has codes of its own for every kind of wrong usage
  } catch (const std::exception& error) {
    std::cerr << "latchkey: " << error.what() << '\n';
    return 1;
  }
}
