#include <iostream>

#include "audit/audit_log.hpp"
#include "base/clock_text.hpp"
#include "cli/context.hpp"
#include "cli/database/claim.hpp"
#include "cli/people/re_erase.hpp"
#include "cli/restore/epoch.hpp"
#include "cli/upkeep/old_leads.hpp"
#include "cli/upkeep/prune.hpp"
#include "config/retention.hpp"
#include "customers/privacy/erased_file.hpp"

namespace latchkey::cli {
namespace {

struct PruneOptions {
  std::string keep = "90d";
  bool only_counts = false;
};

struct Plan {
  PruneAges ages;
  std::chrono::seconds leads;  // 0: never
};

Plan make_plan(Context& context, const std::string& keep) {
  const auto kept = parse_duration(keep);
  if (!kept || *kept < std::chrono::hours{24})
    throw CLI::ValidationError("--keep", "must be a duration of a day or more, such as 90d");
  const auto general = std::chrono::duration_cast<std::chrono::seconds>(*kept);
  const auto retention = load_retention(context.config().file);
  return {{.general = general,
           .calls = retention.calls,
           .sign_in_attempts = retention.sign_in_attempts.value_or(general),
           .deliveries = retention.deliveries},
          retention.leads};
}

constexpr std::string_view old_leads = "leads that are no customers";

void count(Context& context, const Plan& plan) {
  const auto tell = [](std::string_view what, std::uint64_t rows) { std::cout << rows << ' ' << what << '\n'; };
  count_prunable(context.db(), plan.ages, tell);
  if (plan.leads.count() > 0) tell(old_leads, count_old_leads(context.db(), plan.leads));
}

// Each machine has a file of its own, and another may have erased somebody.
void complete_file(Context& context) {
  try {
    complete_erased_file(context);
  } catch (const customers::ErasedFileError& error) {
    std::cerr << "warning: " << error.what() << '\n';
  }
}

void remove_old(Context& context, const Plan& plan, const std::string& keep) {
  nlohmann::json totals{{"keep", keep}};
  const auto tell = [&](std::string_view what, std::uint64_t rows) {
    std::cerr << "removed " << rows << ' ' << what << '\n';
    totals[std::string(what)] = rows;
  };
  prune(context.db(), plan.ages, tell);
  if (plan.leads.count() > 0) tell(old_leads, erase_old_leads(context, plan.leads));
  audit::record_change(context.db(), Context::actor(), {"database.prune", "database", std::nullopt, nullptr, totals});
}

void run_prune(Context& context, const PruneOptions& options) {
  const Plan plan = make_plan(context, options.keep);
  if (options.only_counts) return count(context, plan);
  const auto lease = claim(context.db(), prune_claim);
  if (lease) {
    remove_old(context, plan, options.keep);
  } else {  // each machine has a timer, and one does for all
    std::cerr << "another `latchkey prune` is at it: " << tell_claimant(context.db(), prune_claim) << '\n';
  }
  complete_file(context);
  keep_epoch(context);
}

}  // namespace

void add_prune_command(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("prune", "Remove what has expired; for a nightly timer");
  command->footer(
      "[retention] of the configuration says how long sign-in attempts, calls of the API, messages to webhooks and "
      "leads are kept; old leads that are no customers are erased as `latchkey lead erase` does it.");
  const auto options = std::make_shared<PruneOptions>();
  command
      ->add_option("--keep", options->keep, "How long ended sessions, old login tokens and sign-in attempts are kept")
      ->capture_default_str();
  command->add_flag("--dry-run", options->only_counts, "Only count what would be removed");
  command->callback([&context, options] { run_prune(context, *options); });
}

}  // namespace latchkey::cli
