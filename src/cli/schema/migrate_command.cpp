#include <iostream>

#include "cli/context.hpp"
#include "cli/database/claim.hpp"
#include "cli/schema/migration_plan.hpp"
#include "cli/schema/migrations.hpp"
#include "customers/search/person_index.hpp"
#include "customers/tally/partner_days.hpp"

namespace latchkey::cli {

void bring_up_to_date(Context& context) {
  migrate(context.db(), [](const std::string& line) { std::cerr << line << '\n'; });
  customers::count_all_partner_days(context.db());
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

namespace {

void show_plan(Context& context, Output output) {
  Listing listing{
      {{"MIGRATION", "migration"}, {"STEP", "step"}, {"LOCKS", "locks"}, {"5 MILLION ROWS", "fiveMillionRows"}},
      nlohmann::json::array()};
  for (const auto& step : plan_migrations(context.db())) {
    listing.rows.push_back({{"migration", step.migration},
                            {"step", step.statement},
                            {"locks", step.locks},
                            {"fiveMillionRows", step.time}});
  }
  print(listing, output);
}

enum class Mode { apply, plan };

}  // namespace

void add_migrate_command(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("migrate", "Bring the database's schema up to date");
  const auto mode = std::make_shared<Mode>(Mode::apply);
  const auto output = std::make_shared<Output>(Output::table);
  CLI::Option* plan = command->add_flag_callback(
      "--plan", [mode] { *mode = Mode::plan; }, "Only tell what each step will lock, and how long it takes");
  add_json_flag(*command, output);
  command->get_option("--json")->needs(plan);
  command->footer(
      "Account: [database.owner] of the configuration. Run sql/grants.sql as the database's administrator "
      "afterwards.");
  command->callback([&context, mode, output] {
    if (*mode == Mode::plan) return show_plan(context, *output);
    bring_up_to_date(context);
  });
}

}  // namespace latchkey::cli
