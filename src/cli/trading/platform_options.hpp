// The options of `latchkey platform add` and `platform change`, and what they make of a platform.
#pragma once
#include <optional>
#include <string>

#include "cli/context.hpp"
#include "trading/platforms/platform.hpp"
#include "trading/settings/platform_rules.hpp"

namespace latchkey::cli {

struct PlatformOptions {
  std::optional<std::string> name;
  std::optional<std::string> server_name;
  std::optional<std::string> host;
  std::optional<std::uint16_t> port;
  std::optional<std::string> manager;
  std::optional<std::string> ca_file;
  std::optional<std::string> pin;
  std::optional<std::string> agent;
  std::optional<std::string> code_page;
  std::optional<std::string> connect_timeout;
  std::optional<std::string> request_timeout;
  bool trusts_system = false;  // the system's authorities take the place of a CA file or a pin
  std::optional<bool> is_demo;
  std::optional<bool> is_default;
};

// Adds the options that both commands have. `options` must outlive the command.
void add_platform_options(CLI::App& command, const std::shared_ptr<PlatformOptions>& options);

// Puts what was given into the platform. A CA file takes the place of a pin, and a pin that of a CA file. Throws
// CLI::ValidationError that names the option when the whole is not allowed.
void apply(const PlatformOptions& options, trading::Platform& platform);

// Adds a flag and its opposite, `--on,!--off`. `state` stays empty when neither is given; it must outlive the command.
void add_switch(CLI::App& command, const std::string& names, std::optional<bool>& state, const std::string& help);

// Throws CLI::ValidationError for the problem, if there is one.
void refuse(const std::optional<trading::SettingProblem>& problem);

}  // namespace latchkey::cli
