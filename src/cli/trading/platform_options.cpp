#include "cli/trading/platform_options.hpp"

#include <filesystem>

#include "base/clock_text.hpp"
#include "base/utf8.hpp"

namespace latchkey::cli {
namespace {

std::string read_fingerprint(const std::string& text) {
  auto bytes = trading::parse_pin(text);
  if (!bytes) throw CLI::ValidationError("--pin", std::string(trading::pin_form));
  return std::move(*bytes);
}

std::chrono::milliseconds read_timeout(const std::string& option, const std::string& text) {
  const auto duration = parse_duration(text);
  if (!duration) throw CLI::ValidationError(option, "must be a duration such as 500ms or 5s");
  return *duration;
}

void apply_trust(const PlatformOptions& options, trading::Platform& platform) {
  if (options.ca_file && options.pin) throw CLI::ValidationError("--pin", "and --ca exclude one another");
  if (options.trusts_system) {
    platform.ca_file.clear();
    platform.pinned_fingerprint.reset();
  }
  if (options.ca_file) {
    platform.ca_file = std::filesystem::absolute(*options.ca_file).string();
    platform.pinned_fingerprint.reset();
  }
  if (options.pin) {
    platform.pinned_fingerprint = read_fingerprint(*options.pin);
    platform.ca_file.clear();
  }
}

}  // namespace

void add_platform_options(CLI::App& command, const std::shared_ptr<PlatformOptions>& options) {
  command.add_option("--server-name", options->server_name,
                     "What customers type into their terminal to find it (the name)");
  command.add_option("--port", options->port, "443 unless the server has another")->check(CLI::Range(1, 65535));
  command.add_option("--manager", options->manager, "mt5: the manager's login");
  command.add_option("--ca", options->ca_file, "mt5: trust certificates of this authority (PEM)")
      ->check(CLI::ExistingFile);
  command.add_option("--pin", options->pin, "mt5: trust the one certificate with this SHA-256");
  command.add_option("--agent", options->agent, "mt5: our name in the server's journal (Latchkey)");
  command.add_option("--code-page", options->code_page, "mt4: the server's code page (CP1252)");
  command.add_option("--connect-timeout", options->connect_timeout, "At most 10s (5s)");
  command.add_option("--request-timeout", options->request_timeout, "At most 30s (10s)");
  add_switch(command, "--default,!--no-default", options->is_default,
             "Taken when a caller names no platform; --no-default: no longer");
  add_switch(command, "--demo,!--live", options->is_demo, "Its accounts are demo accounts; --live: they are not");
}

void apply(const PlatformOptions& options, trading::Platform& platform) {
  if (options.name) platform.name = std::string(trim(*options.name));
  if (options.server_name) platform.server_name = std::string(trim(*options.server_name));
  if (options.host) platform.host = *options.host;
  if (options.port) platform.port = *options.port;
  if (options.manager) platform.manager_login = *options.manager;
  if (options.agent) platform.agent = *options.agent;
  if (options.code_page) platform.code_page = *options.code_page;
  if (options.connect_timeout) {
    platform.connect_timeout = read_timeout("--connect-timeout", *options.connect_timeout);
  }
  if (options.request_timeout) {
    platform.request_timeout = read_timeout("--request-timeout", *options.request_timeout);
  }
  if (options.is_demo) platform.is_demo = *options.is_demo;
  if (options.is_default) platform.is_default = *options.is_default;
  // mt4 has neither option. It is told before a malformed fingerprint is complained of.
  if (platform.kind == trading::PlatformKind::mt4 && (options.ca_file || options.pin)) {
    throw CLI::ValidationError(options.ca_file ? "--ca" : "--pin",
                               "is for mt5: MT4's protocol has no TLS; run it through a tunnel");
  }
  apply_trust(options, platform);
  refuse(trading::find_platform_problem(platform));
  if (options.ca_file) refuse(trading::find_ca_file_problem(platform.ca_file));
}

void add_switch(CLI::App& command, const std::string& names, std::optional<bool>& state, const std::string& help) {
  command.add_flag_function(
      names, [&state](std::int64_t count) { state = count > 0; }, help);
}

void refuse(const std::optional<trading::SettingProblem>& problem) {
  if (problem) throw CLI::ValidationError("--" + problem->member, problem->message);
}

}  // namespace latchkey::cli
