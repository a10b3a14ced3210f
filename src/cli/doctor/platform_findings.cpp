#include "cli/doctor/findings.hpp"
#include "trading/platforms/circuit.hpp"
#include "trading/platforms/platform_store.hpp"
#include "trading/settings/account_overview.hpp"
#include "trading/settings/platform_settings.hpp"

namespace latchkey::cli {
namespace {

using trading::Platform;

bool is_local(const std::string& host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

void check_circuit(Report& report, Context& context, const Platform& platform) {
  const std::string name = "platform " + platform.name;
  const std::string test = "latchkey platform test \"" + platform.name + "\"";
  const auto circuit = trading::find_circuit(context.db(), platform.id);
  if (!circuit.is_open) {
    const bool is_unproved = trading::find_proof(context.db(), platform.id) == trading::Proof::unproved;
    return report.ok(name + (!platform.is_enabled ? " is disabled" : is_unproved ? " is not tested yet" : ""));
  }
  const std::string reason = circuit.reason + ", " + circuit.detail;
  if (circuit.needs_attention && platform.is_enabled) {
    report.fail(name + " is left alone: " + reason, "put it right, then " + test);
  } else {
    report.warn(name + " does not answer: " + reason, "it is tried again by itself; " + test + " says more");
  }
}

void check_link(Report& report, const Platform& platform) {
  if (platform.kind != trading::PlatformKind::mt4 || is_local(platform.host)) return;
  const std::string far_end = platform.host + ":" + std::to_string(platform.port);
  report.warn("platform " + platform.name + " is reached in clear text at " + platform.host +
                  ": the master password and customers' passwords can be read on the way",
              "run it through a tunnel (WireGuard, stunnel, or ssh -N -L 4443:" + far_end +
                  " HOST-BESIDE-IT), then latchkey platform change \"" + platform.name +
                  "\" --host 127.0.0.1 --port 4443");
}

void check_platform(Report& report, Context& context, const Platform& platform) {
  examine(report, "platform " + platform.name, "see [database] in " + context.config().file,
          [&] { check_circuit(report, context, platform); });
  check_link(report, platform);
}

void check_backlog(Report& report, Context& context) {
  const auto backlog = trading::count_backlog(context.db());
  if (backlog.manual > 0) {
    report.warn(std::to_string(backlog.manual) + " trading accounts wait for a person",
                "latchkey account list --status manual, then latchkey account resolve");
  }
  if (backlog.disabled > 0) {
    report.warn(std::to_string(backlog.disabled) + " trading accounts wait for platforms that are disabled",
                "latchkey platform enable");
  }
  if (backlog.overdue > 0) {
    report.fail(std::to_string(backlog.overdue) +
                    " trading accounts have been due for more than 10 minutes and nobody works on them: no provisioner "
                    "is running",
                "start latchkey-provisioner (systemctl start latchkey-provisioner) and see its journal");
  }
}

}  // namespace

void check_platforms(Examination& examination) {
  Report& report = examination.report;
  Context& context = examination.context;
  report.begin("Platforms");
  examine(report, "trading platforms", "run `latchkey migrate` first", [&] {
    const auto platforms = trading::list_platforms(context.db());
    if (platforms.empty()) return report.ok("no trading platforms");
    for (const auto& platform : platforms) check_platform(report, context, platform);
    check_backlog(report, context);
  });
}

}  // namespace latchkey::cli
