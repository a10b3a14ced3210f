#include <iostream>

#include "cli/context.hpp"
#include "cli/schema/migrations.hpp"

namespace latchkey::cli {

void add_migrate_command(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("migrate", "Bring the database's schema up to date");
  command->footer(
      "Account: [database.owner] of the configuration. Run sql/grants.sql as the database's administrator "
      "afterwards.");
  command->callback([&context] { migrate(context.db(), [](const std::string& line) { std::cerr << line << '\n'; }); });
}

}  // namespace latchkey::cli
