#include "cli/provisioning_findings.hpp"

#include "platforms/account_overview.hpp"
#include "platforms/circuit.hpp"
#include "platforms/platform_store.hpp"

namespace latchkey::cli {
namespace {

using platforms::Platform;

bool is_local(const std::string& host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

void check_platform(Report& report, Context& context, const Platform& platform) {
  const std::string name = "platform " + platform.name;
  examine(report, name, "latchkey platform set-secret \"" + platform.name + "\", or put the key file back", [&] {
    static_cast<void>(context.secret_box().open(platform.secret));
    const auto circuit = platforms::find_circuit(context.db(), platform.id);
    if (circuit.needs_attention) {
      report.fail(name + " is left alone: " + circuit.reason + ", " + circuit.detail,
                  "put it right, then latchkey platform test \"" + platform.name + "\"");
    } else if (circuit.is_open) {
      report.warn(name + " does not answer: " + circuit.reason + ", " + circuit.detail,
                  "it is tried again by itself; latchkey platform test \"" + platform.name + "\" says more");
    } else {
      report.ok(name);
    }
  });
  if (platform.kind == platforms::PlatformKind::mt4 && !is_local(platform.host)) {
    report.warn(name + " is reached in clear text at " + platform.host + ": passwords can be read on the way",
                "run it through a tunnel (WireGuard, stunnel, ssh -L) and enter its local end");
  }
}

}  // namespace

void check_provisioning(Report& report, Context& context) {
  examine(report, "trading platforms", "run `latchkey migrate` first", [&] {
    const auto platforms = platforms::list_platforms(context.db());
    if (platforms.empty()) return report.ok("no trading platforms");
    for (const auto& platform : platforms) check_platform(report, context, platform);
    const auto backlog = platforms::count_backlog(context.db());
    if (backlog.manual > 0) {
      report.warn(std::to_string(backlog.manual) + " trading accounts wait for a person",
                  "latchkey account list --status manual, then latchkey account resolve");
    }
    if (backlog.overdue > 0) {
      report.fail(std::to_string(backlog.overdue) + " trading accounts have been due for more than 10 minutes",
                  "start latchkey-provisioner (systemctl start latchkey-provisioner)");
    }
  });
}

}  // namespace latchkey::cli
