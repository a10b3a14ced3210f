#include "cli/setup/units.hpp"

#include <unistd.h>

#include <filesystem>
#include <string_view>
#include <vector>

#include "cli/context.hpp"
#include "cli/setup/run_program.hpp"

namespace latchkey::cli {

UnitsOutcome start_units(const Config& config) {
  static constexpr std::string_view config_of_units = "/etc/latchkey/latchkey.toml";
  const bool has_units = std::filesystem::exists("/run/systemd/system") &&
                         std::filesystem::exists("/usr/lib/systemd/system/latchkey@.service");
  if (!has_units || config.file != config_of_units || ::geteuid() != 0) return UnitsOutcome::no_units;
  std::vector<std::string> command{"systemctl", "--quiet", "enable", "--now"};
  for (const char* handler : {"customers", "login", "session", "admin"}) {
    command.push_back("latchkey@" + std::string(handler) + ".socket");
    command.push_back("latchkey@" + std::string(handler) + ".service");
  }
  command.insert(command.end(), {"latchkey-provisioner.service", "latchkey-prune.timer"});
  if (config.programs.contains(Program::courier)) command.emplace_back("latchkey-courier.service");
  const auto result = run_program(command);
  if (result.exit_code != 0) throw Refusal("systemd did not start all units:\n" + result.output);
  return UnitsOutcome::started;
}

}  // namespace latchkey::cli
