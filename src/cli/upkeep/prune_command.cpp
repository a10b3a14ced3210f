#include <array>
#include <iostream>

#include "audit/audit_log.hpp"
#include "base/clock_text.hpp"
#include "cli/context.hpp"
#include "config/retention.hpp"

namespace latchkey::cli {
namespace {

struct Prune {
  std::string_view what;
  std::string_view sql;  // its one parameter is in seconds; its LIMIT keeps each transaction short
};

constexpr std::array<Prune, 6> prunes{{
    {"kept answers",
     R"sql(
     DELETE FROM idempotency_keys
     WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL LEAST(86400, ?) SECOND
     LIMIT 1000)sql"},
    {"counts of API keys",
     R"sql(
     DELETE FROM api_key_counts
     WHERE kind IN ('hour', 'day', 'country')
       AND window_start < UTC_TIMESTAMP(6) - INTERVAL LEAST(259200, ?) SECOND
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

constexpr std::string_view delete_calls =
    R"sql(
    DELETE FROM api_calls
    WHERE called_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
    LIMIT 1000)sql";

// In short transactions, until there is nothing left. The number of rows that were removed.
std::uint64_t remove_all(Context& context, std::string_view sql, std::chrono::seconds kept) {
  std::uint64_t total = 0;
  for (std::uint64_t removed = 1; removed > 0; total += removed) removed = context.db().execute(sql, {kept.count()});
  return total;
}

void prune(Context& context, const std::string& keep) {
  const auto kept = parse_duration(keep);
  if (!kept || *kept < std::chrono::hours{24})
    throw CLI::ValidationError("--keep", "must be a duration of a day or more, such as 90d");
  nlohmann::json totals{{"keep", keep}};
  const auto tell = [&](std::string_view what, std::uint64_t total) {
    std::cerr << "removed " << total << ' ' << what << '\n';
    totals[std::string(what)] = total;
  };
  for (const auto& step : prunes) {
    tell(step.what, remove_all(context, step.sql, std::chrono::duration_cast<std::chrono::seconds>(*kept)));
  }
  tell("calls", remove_all(context, delete_calls, load_retention(context.config().file).calls));
  audit::record_change(context.db(), Context::actor(), {"database.prune", "database", std::nullopt, nullptr, totals});
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
