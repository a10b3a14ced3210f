#include "cli/front/command_line.hpp"

#include <cstdlib>
#include <iostream>

#include "cli/database/database_trouble.hpp"
#include "cli/endpoints/endpoint_commands.hpp"
#include "cli/front/suggestion.hpp"
#include "cli/mails/mail_commands.hpp"
#include "cli/setup/language_commands.hpp"
#include "version.hpp"

namespace latchkey::cli {
namespace {

std::string full_name(const CLI::App* app) {
  const CLI::App* parent = app->get_parent();
  return parent == nullptr ? app->get_name() : full_name(parent) + " " + app->get_name();
}

int refuse_usage(CLI::App& app, const std::vector<std::string>& words, const CLI::ParseError& error) {
  const Mistake mistake = find_mistake(app, words);
  std::cerr << "latchkey: " << (mistake.words.empty() ? error.what() : mistake.words) << '\n';
  if (!mistake.suggestion.empty()) std::cerr << "Did you mean " << mistake.suggestion << "?\n";
  std::cerr << "See " << full_name(mistake.at) << " --help\n";
  return 2;
}

int refuse(const std::exception& error) {
  const Trouble trouble = explain(error);
  std::cerr << "latchkey: " << trouble.words << '\n';
  if (!trouble.remedy.empty()) std::cerr << "-> " << trouble.remedy << '\n';
  return 1;
}

}  // namespace

std::unique_ptr<CLI::App> make_command_line(Context& context) {
  auto app = std::make_unique<CLI::App>(
      "Latchkey: customers by API, sign-in by link. Reads $LATCHKEY_CONFIG, else /etc/latchkey/latchkey.toml.");
  app->name("latchkey")->require_subcommand(1);
  app->set_version_flag("--version", "latchkey " + std::string(version));
  add_setup_command(*app, context);
  add_migrate_command(*app, context);
  add_api_key_commands(*app, context);
  add_user_commands(*app, context);
  add_menu_commands(*app, context);
  add_language_commands(*app, context);
  add_customer_commands(*app, context);
  add_lead_commands(*app, context);
  add_lead_status_commands(*app, context);
  add_platform_commands(*app, context);
  add_account_commands(*app, context);
  add_endpoint_commands(*app, context);
  add_mail_commands(*app, context);
  add_secrets_command(*app, context);
  add_search_commands(*app, context);
  add_prune_command(*app, context);
  add_restore_commands(*app, context);
  add_doctor_command(*app, context);
  return app;
}

int run_command_line(int argc, const char* const* argv) {
  // In a folder for CGI programs a visitor's query would become a command.
  if (std::getenv("GATEWAY_INTERFACE") != nullptr) {  // NOLINT(concurrency-mt-unsafe): single-threaded
    std::cerr << "latchkey: this is no CGI program; take it out of the web server's reach\n";
    return 1;
  }
  hold_standard_streams();
  Context context;
  const auto app = make_command_line(context);
  try {
    try {
      app->parse(argc, argv);
    } catch (const CLI::Success& asked) {  // --help, --version
      app->exit(asked);
    }
    check_output();
    return 0;
  } catch (const CLI::ParseError& error) {
    return refuse_usage(*app, {argv + 1, argv + argc}, error);
  } catch (const std::exception& error) {
    return refuse(error);
  }
}

}  // namespace latchkey::cli
