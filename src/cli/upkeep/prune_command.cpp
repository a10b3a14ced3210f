#include <iostream>

#include "audit/audit_log.hpp"
#include "base/clock_text.hpp"
#include "cli/claim.hpp"
#include "cli/context.hpp"
#include "cli/restore/epoch.hpp"
#include "cli/upkeep/prune.hpp"
#include "config/retention.hpp"

namespace latchkey::cli {
namespace {

void run_prune(Context& context, const std::string& keep) {
  const auto kept = parse_duration(keep);
  if (!kept || *kept < std::chrono::hours{24})
    throw CLI::ValidationError("--keep", "must be a duration of a day or more, such as 90d");
  const auto lease = claim(context.db(), prune_claim);
  if (!lease) {  // each machine has a timer, and one does for all
    std::cerr << "another `latchkey prune` is at it: " << tell_claimant(context.db(), prune_claim) << '\n';
    keep_epoch(context);
    return;
  }
  nlohmann::json totals{{"keep", keep}};
  const Retention retention = load_retention(context.config().file);
  const PruneAges ages{.general = std::chrono::duration_cast<std::chrono::seconds>(*kept),
                       .calls = retention.calls,
                       .deliveries = retention.deliveries};
  prune(context.db(), ages, [&](std::string_view what, std::uint64_t removed) {
    std::cerr << "removed " << removed << ' ' << what << '\n';
    totals[std::string(what)] = removed;
  });
  audit::record_change(context.db(), Context::actor(), {"database.prune", "database", std::nullopt, nullptr, totals});
  keep_epoch(context);
}

}  // namespace

void add_prune_command(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("prune", "Remove what has expired; for a nightly timer");
  const auto keep = std::make_shared<std::string>("90d");
  command->add_option("--keep", *keep, "How long ended sessions, old login tokens and sign-in attempts are kept")
      ->capture_default_str();
  command->callback([&context, keep] { run_prune(context, *keep); });
}

}  // namespace latchkey::cli
