#include <iostream>

#include "cli/context.hpp"
#include "cli/database/claim.hpp"
#include "customers/search/person_index.hpp"

namespace latchkey::cli {
namespace {

using customers::FillFrom;

void fill(Context& context, FillFrom from) {
  const auto lease = claim(context.db(), search_claim);
  if (!lease) throw Refusal("the search is being filled already: " + tell_claimant(context.db(), search_claim));
  const auto done =
      customers::fill_search(context.db(), from, [](std::uint64_t leads) { std::cerr << leads << " people so far\n"; });
  std::cerr << "the search knows " << done << (from == FillFrom::beginning ? " people\n" : " more people\n");
}

}  // namespace

void add_search_commands(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("search", "The words that staff find people by")->require_subcommand(1);
  CLI::App* fill_command =
      group->add_subcommand("fill", "Add people who have come since the last run, which may have been cut off");
  CLI::App* rebuild_command = group->add_subcommand("rebuild", "Go through everybody and mend what differs");
  for (CLI::App* command : {fill_command, rebuild_command}) command->footer("Account: [database.owner].");
  fill_command->callback([&context] { fill(context, FillFrom::last_position); });
  rebuild_command->callback([&context] { fill(context, FillFrom::beginning); });
}

}  // namespace latchkey::cli
