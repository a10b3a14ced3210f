#include <iostream>

#include "cli/claim.hpp"
#include "cli/context.hpp"
#include "cli/schema/migrations.hpp"
#include "customers/person_index.hpp"

namespace latchkey::cli {

void bring_up_to_date(Context& context) {
  migrate(context.db(), [](const std::string& line) { std::cerr << line << '\n'; });
  if (customers::is_search_filled(context.db())) return;
  const auto lease = claim(context.db(), search_claim);
  if (!lease) {
    std::cerr << "the search is being filled already: " << tell_claimant(context.db(), search_claim) << '\n';
    return;
  }
  // Behind the schema's lock: five million people take minutes, and whoever is in a hurry may cut it off.
  std::cerr << "filling the search; when this is cut off, `latchkey search fill` goes on\n";
  const auto done = customers::fill_search(context.db(), customers::FillFrom::last_position,
                                           [](std::uint64_t leads) { std::cerr << leads << " people so far\n"; });
  std::cerr << "the search knows " << done << " more people\n";
}

void add_migrate_command(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("migrate", "Bring the database's schema up to date");
  command->footer(
      "Account: [database.owner] of the configuration. Run sql/grants.sql as the database's administrator "
      "afterwards.");
  command->callback([&context] { bring_up_to_date(context); });
}

}  // namespace latchkey::cli
