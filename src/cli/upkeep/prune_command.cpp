#include <array>
#include <iostream>

#include "audit/audit_log.hpp"
#include "base/clock_text.hpp"
#include "cli/context.hpp"
#include "cli/restore/epoch.hpp"

namespace latchkey::cli {
namespace {

struct Prune {
  std::string_view what;
  std::string_view sql;  // its one parameter is in seconds; its LIMIT keeps each transaction short
};

constexpr std::array<Prune, 5> prunes{{
    {"kept answers",
     R"sql(
     DELETE FROM idempotency_keys
     WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL LEAST(86400, ?) SECOND
     LIMIT 1000)sql"},
    {"sessions",
     R"sql(
     DELETE FROM sessions
     WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
     LIMIT 1000)sql"},
    {"staff sessions",
     R"sql(
     DELETE FROM staff_sessions
     WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
     LIMIT 1000)sql"},
    {"login tokens",
     R"sql(
     DELETE FROM login_tokens
     WHERE expires_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
     LIMIT 1000)sql"},
    {"sign-in attempts",
     R"sql(
     DELETE FROM sign_in_attempts
     WHERE attempted_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
     LIMIT 1000)sql"},
}};

void prune(Context& context, const std::string& keep) {
  const auto kept = parse_duration(keep);
  if (!kept || *kept < std::chrono::hours{24})
    throw CLI::ValidationError("--keep", "must be a duration of a day or more, such as 90d");
  nlohmann::json totals{{"keep", keep}};
  for (const auto& step : prunes) {
    std::uint64_t total = 0;
    for (std::uint64_t removed = 1; removed > 0; total += removed) {
      removed = context.db().execute(step.sql, {std::chrono::duration_cast<std::chrono::seconds>(*kept).count()});
    }
    std::cerr << "removed " << total << ' ' << step.what << '\n';
    totals[std::string(step.what)] = total;
  }
  audit::record_change(context.db(), Context::actor(), {"database.prune", "database", std::nullopt, nullptr, totals});
  keep_epoch(context);
}

}  // namespace

void add_prune_command(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("prune", "Remove what has expired; for a nightly timer");
  const auto keep = std::make_shared<std::string>("90d");
  command->add_option("--keep", *keep, "How long ended sessions, old login tokens and sign-in attempts are kept")
      ->capture_default_str();
  command->callback([&context, keep] { prune(context, *keep); });
}

}  // namespace latchkey::cli
