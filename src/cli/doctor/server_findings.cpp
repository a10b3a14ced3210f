#include <algorithm>
#include <vector>

#include "cli/doctor/findings.hpp"
#include "db/server_state.hpp"

namespace latchkey::cli {
namespace {

using db::Fitness;
using db::ServerFinding;
using std::chrono::milliseconds;

constexpr milliseconds tolerated_skew{2000};
constexpr const char* run_ntp = "run NTP on all machines: sessions, links and sign-outs go by the databases' clocks";

std::vector<ServerFinding> find_servers(const Config& config) {
  static constexpr std::chrono::seconds patience{5};
  DatabaseConfig database = config.database;
  database.read_timeout = patience;  // the command line's own is for migrations
  return db::look_at_servers(database);
}

std::string seconds_text(milliseconds time) {
  const auto tenths = std::chrono::abs(time).count() / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

void tell_failure(Report& report, const std::string& name, const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    const Trouble trouble = explain(error);
    report.warn(name + " is not used: " + trouble.words, trouble.remedy);
  }
}

void tell_state(Report& report, const ServerFinding& found) {
  const std::string name = "server " + write_database_address(found.address);
  if (!found.state) return tell_failure(report, name, found.failure);
  switch (found.state->fitness) {
    case Fitness::fit:
      return report.ok(name + (found.state->is_galera_node ? " is Primary and Synced, and takes writes"
                                                           : " answers and takes writes"));
    case Fitness::desynced:
      return report.warn(name + " is not used: it is not Synced, because it helps another node to start",
                         "wait until it is done; see wsrep_local_state_comment there");
    case Fitness::read_only:
      return report.warn(name + " is not used: it takes no writes",
                         "right for a replica; else see read_only on that server");
    case Fitness::not_ready:
      return report.warn(name + " is not used: it has no majority of its cluster, or is in offline mode",
                         "bring the node back into its cluster (docs/failover.md)");
  }
}

// One server alone is told of when it can do nothing: that it is not the account's fault would else go unnoticed.
bool tell_lone(Report& report, const ServerFinding& found) {
  if (!found.state || found.state->fitness != Fitness::not_ready) return true;
  report.fail(
      "the database server is up but does no work: this node has no majority of its Galera cluster, or is in "
      "offline mode; nothing is wrong with the accounts",
      "bring the node back into its cluster (docs/failover.md), or name the other nodes in database.hosts");
  return false;
}

bool tell_several(Report& report, const std::vector<ServerFinding>& servers) {
  for (const auto& found : servers) tell_state(report, found);
  const auto serves = [](const ServerFinding& found) { return found.state && found.state->fitness == Fitness::fit; };
  if (std::ranges::any_of(servers, serves)) return true;
  report.fail("no server of database.hosts can do the work", "see the warnings above");
  return std::ranges::any_of(
      servers, [](const ServerFinding& found) { return found.state && found.state->fitness != Fitness::not_ready; });
}

// The clock that most agree on, counted from this machine's: the middle one of the servers', and of this machine's too
// where that makes their number odd.
milliseconds find_common_clock(const std::vector<ServerFinding>& servers) {
  std::vector<milliseconds> clocks;
  clocks.reserve(servers.size() + 1);
  for (const auto& found : servers) {
    if (found.state) clocks.push_back(found.state->clock_ahead);
  }
  if (clocks.size() % 2 == 0) clocks.emplace_back(0);
  const auto middle = clocks.begin() + static_cast<std::ptrdiff_t>(clocks.size() / 2);
  std::ranges::nth_element(clocks, middle);
  return *middle;
}

void tell_clock(Report& report, const std::string& whose, milliseconds ahead) {
  report.warn(
      whose + " is " + seconds_text(ahead) + " off, " + (ahead.count() > 0 ? "ahead of" : "behind") + " the others",
      run_ntp);
}

// With one server nobody can say whose clock is wrong.
void check_clocks(Report& report, const std::vector<ServerFinding>& servers) {
  const auto is_off = [](milliseconds ahead) { return std::chrono::abs(ahead) > tolerated_skew; };
  if (servers.size() == 1) {
    if (!servers.front().state) return;
    const milliseconds ahead = servers.front().state->clock_ahead;
    if (!is_off(ahead)) return report.ok("the database's clock agrees with this machine's");
    return report.warn("the database's clock is " + seconds_text(ahead) + " off", "run NTP on both machines");
  }
  const milliseconds common = find_common_clock(servers);
  bool do_agree = true;
  if (is_off(-common)) {
    do_agree = false;
    tell_clock(report, "this machine's clock", -common);
  }
  for (const auto& found : servers) {
    if (!found.state || !is_off(found.state->clock_ahead - common)) continue;
    do_agree = false;
    tell_clock(report, "the clock of " + write_database_address(found.address), found.state->clock_ahead - common);
  }
  if (do_agree) report.ok("the clocks of this machine and of the database's servers agree");
}

}  // namespace

bool check_servers(Examination& examination) {
  auto& report = examination.report;
  const auto servers = find_servers(examination.context.config());
  const bool can_work = servers.size() == 1 ? tell_lone(report, servers.front()) : tell_several(report, servers);
  if (can_work) check_clocks(report, servers);
  return can_work;
}

}  // namespace latchkey::cli
