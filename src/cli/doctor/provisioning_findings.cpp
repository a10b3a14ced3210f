#include "cli/doctor/provisioning_findings.hpp"

#include <sys/stat.h>

#include "staff/second_factor.hpp"
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
  const std::string remedy =
      "put the key file back, or latchkey platform set-secret \"" + platform.name + "\" --secret-stdin";
  examine(report, "secret of platform " + platform.name, remedy,
          [&] { static_cast<void>(context.secret_box().open(platform.secret)); });
  examine(report, "platform " + platform.name, "see [database] in " + find_config_file(),
          [&] { check_circuit(report, context, platform); });
  check_link(report, platform);
}

void check_second_factor(Report& report, Context& context, const staff::StoredFactor& factor) {
  examine(report, "second factor of " + factor.email,
          "put the key file back, or remove it in Settings > System > User Management > Users",
          [&] { static_cast<void>(context.secret_box().open(factor.secret)); });
}

// Whether the key file can be used, so that the secrets can be checked.
bool check_key_file(Report& report, Context& context) {
  const std::string& file = context.config().key_file;
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    report.fail("no key file " + file,
                "put it back from where it is kept beside the back-ups; `latchkey secrets rotate` makes a new one, but "
                "cannot open what the old one has sealed");
    return false;
  }
  bool is_usable = false;
  examine(report, "key file",
          "chmod 0640 " + file + ", with the group of the provisioner, latchkey-login and latchkey-admin", [&] {
            const auto keys = crypto::SecretBox(file).key_ids().size();
            is_usable = true;
            if (keys == 1) return report.ok("key file " + file);
            report.warn("key file " + file + " has " + std::to_string(keys) + " keys: a rotation was not finished",
                        "latchkey secrets rotate");
          });
  return is_usable;
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

void check_provisioning(Report& report, Context& context) {
  examine(report, "trading platforms", "run `latchkey migrate` first", [&] {
    const auto platforms = trading::list_platforms(context.db());
    const auto factors = staff::list_second_factors(context.db());
    if (platforms.empty()) report.ok("no trading platforms");
    if (platforms.empty() && factors.empty()) return;
    if (check_key_file(report, context)) {
      for (const auto& factor : factors) check_second_factor(report, context, factor);
      for (const auto& platform : platforms) check_platform(report, context, platform);
    }
    check_backlog(report, context);
  });
}

}  // namespace latchkey::cli
