#include <algorithm>
#include <filesystem>
#include <iostream>

#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "cli/platform_names.hpp"
#include "platforms/circuit.hpp"
#include "platforms/mt5_hash.hpp"
#include "platforms/platform_check.hpp"
#include "settings/platform_settings.hpp"

namespace latchkey::cli {
namespace {

using platforms::Platform;
using platforms::PlatformKind;

struct AddOptions {
  std::string name;
  std::string server_name;
  std::string kind;
  std::string host;
  std::uint16_t port = 443;
  std::string manager;
  std::string ca_file;
  std::string fingerprint;
  std::string agent = "Latchkey";
  std::string code_page;
  std::string connect_timeout = "5s";
  std::string request_timeout = "10s";
  bool has_secret = false;
  bool is_demo = false;
  bool is_default = false;
};

[[noreturn]] void refuse(const std::string& option, const std::string& why) { throw CLI::ValidationError(option, why); }

std::string read_fingerprint(std::string text) {
  std::erase(text, ':');
  const auto bytes = platforms::parse_hex(text);
  if (!bytes || bytes->size() != 32) {
    refuse("--pin", "must be the certificate's SHA-256, 64 hex digits: openssl x509 -noout -fingerprint -sha256");
  }
  return *bytes;
}

std::chrono::milliseconds read_timeout(const std::string& option, const std::string& text) {
  using namespace std::chrono_literals;
  const auto duration = parse_duration(text);
  if (!duration || *duration < 100ms || *duration > 30s)
    refuse(option, "must be a duration from 100ms to 30s, e.g. 5s");
  return *duration;
}

void read_mt5(const AddOptions& options, Platform& platform) {
  if (options.manager.empty() || !std::ranges::all_of(options.manager, [](char c) { return c >= '0' && c <= '9'; })) {
    refuse("--manager", "must be the manager's login, a number");
  }
  if (!options.code_page.empty()) refuse("--code-page", "is for mt4: MetaTrader 5 speaks UTF-8");
  if (!options.ca_file.empty() && !options.fingerprint.empty()) refuse("--pin", "and --ca exclude one another");
  platform.manager_login = options.manager;
  if (!options.ca_file.empty()) platform.ca_file = std::filesystem::absolute(options.ca_file).string();
  if (!options.fingerprint.empty()) platform.pinned_fingerprint = read_fingerprint(options.fingerprint);
}

void read_mt4(const AddOptions& options, Platform& platform) {
  if (!options.manager.empty())
    refuse("--manager", "is for mt5: the WebRegistration plug-in has a master password alone");
  if (!options.ca_file.empty() || !options.fingerprint.empty()) {
    refuse("--ca", "and --pin are for mt5: MT4's protocol has no TLS; run it through a tunnel");
  }
  platform.code_page = options.code_page;
  try {
    if (!options.code_page.empty()) static_cast<void>(platforms::CodePage(options.code_page));
  } catch (const std::invalid_argument&) {
    refuse("--code-page", options.code_page + " is not a code page of iconv, e.g. CP1252, CP1251, GB18030");
  }
}

void add(Context& context, const AddOptions& options) {
  check_label("--name", options.name);
  if (!options.server_name.empty()) check_label("--server-name", options.server_name);
  if (!options.has_secret) {
    refuse("--secret-stdin",
           "is missing: the manager's API password (mt5) or the master password (mt4) on standard input");
  }
  if (options.host.empty() || options.host.find_first_of("/ \t@?#") != std::string::npos ||
      has_control_characters(options.host)) {
    refuse("--host", "must be a host name or an address, without https:// and without the port");
  }
  if (options.agent.empty() || options.agent.find(' ') != std::string::npos)
    refuse("--agent", "must be a word without spaces");
  Platform platform;
  platform.id = Uuid::make();
  platform.name = std::string(trim(options.name));
  platform.server_name = std::string(trim(options.server_name));
  platform.kind = options.kind == "mt4" ? PlatformKind::mt4 : PlatformKind::mt5;
  platform.is_demo = options.is_demo;
  platform.host = options.host;
  platform.port = options.port;
  platform.agent = options.agent;
  platform.connect_timeout = read_timeout("--connect-timeout", options.connect_timeout);
  platform.request_timeout = read_timeout("--request-timeout", options.request_timeout);
  platform.is_default = options.is_default;
  if (platform.kind == PlatformKind::mt5) read_mt5(options, platform);
  if (platform.kind == PlatformKind::mt4) read_mt4(options, platform);
  platform.secret = context.secret_box().seal(read_secret_line("secret"));
  if (settings::add_platform(context.db(), Context::actor(), platform) == db::InsertOutcome::duplicate) {
    throw Refusal("there is a trading platform with the name " + platform.name);
  }
  std::cout << platform.id.text() << '\n';
}

void list(Context& context, Output output) {
  Listing listing{{{"NAME", "name"},
                   {"KIND", "kind"},
                   {"HOST", "host"},
                   {"PORT", "port"},
                   {"DEMO", "demo"},
                   {"ENABLED", "enabled"},
                   {"DEFAULT", "default"},
                   {"STATE", "state"},
                   {"REASON", "reason"}},
                  nlohmann::json::array()};
  for (const auto& platform : platforms::list_platforms(context.db())) {
    const auto circuit = platforms::find_circuit(context.db(), platform.id);
    const char* state = circuit.needs_attention ? "needs attention" : circuit.is_open ? "waiting" : "ready";
    listing.rows.push_back({{"id", platform.id.text()},
                            {"name", platform.name},
                            {"serverName", platform.server_name.empty() ? platform.name : platform.server_name},
                            {"kind", platforms::name_of(platform.kind)},
                            {"host", platform.host},
                            {"port", platform.port},
                            {"manager", platform.manager_login},
                            {"demo", platform.is_demo},
                            {"enabled", platform.is_enabled},
                            {"default", platform.is_default},
                            {"state", state},
                            {"reason", circuit.reason.empty() ? nlohmann::json() : nlohmann::json(circuit.reason)},
                            {"detail", circuit.detail.empty() ? nlohmann::json() : nlohmann::json(circuit.detail)}});
  }
  print(listing, output);
}

void test(Context& context, const std::string& name, Output output) {
  const Platform platform = require_platform(context, name);
  const auto groups = platforms::list_platform_groups(context.db(), platform.id);
  nlohmann::json steps = nlohmann::json::array();
  const bool is_good =
      platforms::check_platform(platform, groups, context.secret_box(), [&](const platforms::CheckStep& step) {
        const std::string result(platforms::name_of(step.result));
        steps.push_back({{"step", step.name}, {"result", result}, {"found", step.found}, {"remedy", step.remedy}});
        if (output == Output::json) return;
        std::cout << result << std::string(10 - result.size(), ' ') << step.name << ": " << step.found << '\n';
        if (!step.remedy.empty()) std::cout << "          -> " << step.remedy << '\n';
        std::cout.flush();
      });
  if (output == Output::json) std::cout << steps.dump(2) << '\n';
  if (!is_good) throw Refusal(platform.name + " cannot open accounts yet, see above");
  platforms::close_circuit(context.db(), platform.id);
}

void add_named_command(CLI::App& group, Context& context, const std::string& name, const std::string& help,
                       const std::function<void(const Platform&)>& act) {
  CLI::App* command = group.add_subcommand(name, help);
  const auto wanted = std::make_shared<std::string>();
  command->add_option("platform", *wanted, "Name or id")->required();
  command->callback([&context, wanted, act] { act(require_platform(context, *wanted)); });
}

void add_add_command(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand("add", "Enter a trading platform and print its id");
  const auto options = std::make_shared<AddOptions>();
  command->add_option("--name", options->name, "As callers of the API name it")->required();
  command->add_option("--server-name", options->server_name,
                      "What customers type into their terminal to find it (the name)");
  command->add_option("--kind", options->kind, "mt5 (Web API) or mt4 (WebRegistration plug-in)")
      ->required()
      ->check(CLI::IsMember({"mt5", "mt4"}));
  command->add_option("--host", options->host, "The access server")->required();
  command->add_option("--port", options->port, "443 unless the server has another")->check(CLI::Range(1, 65535));
  command->add_option("--manager", options->manager, "mt5: the manager's login");
  command->add_flag("--secret-stdin", options->has_secret,
                    "Read the manager's API password (mt5) or the master password (mt4) from standard input");
  command->add_option("--ca", options->ca_file, "mt5: trust certificates of this authority (PEM)")
      ->check(CLI::ExistingFile);
  command->add_option("--pin", options->fingerprint, "mt5: trust the one certificate with this SHA-256");
  command->add_option("--agent", options->agent, "mt5: our name in the server's journal");
  command->add_option("--code-page", options->code_page, "mt4: the server's code page (CP1252)");
  command->add_option("--connect-timeout", options->connect_timeout, "5s");
  command->add_option("--request-timeout", options->request_timeout, "10s");
  command->add_flag("--demo", options->is_demo, "Its accounts are demo accounts");
  command->add_flag("--default", options->is_default, "Taken when a caller names no platform");
  command->callback([&context, options] { add(context, *options); });
}

}  // namespace

void add_platform_commands(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("platform", "Trading platforms (MetaTrader 5 and 4)")->require_subcommand(1);
  add_add_command(*group, context);
  add_platform_group_commands(*group, context);

  CLI::App* list_command = group->add_subcommand("list", "List the platforms and whether they can be reached");
  const auto output = std::make_shared<Output>(Output::table);
  add_json_flag(*list_command, output);
  list_command->callback([&context, output] { list(context, *output); });

  CLI::App* test_command = group->add_subcommand("test", "Prove a platform's settings step by step; opens no account");
  const auto tested = std::make_shared<std::string>();
  const auto test_output = std::make_shared<Output>(Output::table);
  test_command->add_option("platform", *tested, "Name or id")->required();
  add_json_flag(*test_command, test_output);
  test_command->callback([&context, tested, test_output] { test(context, *tested, *test_output); });

  add_named_command(*group, context, "enable", "Let a platform take accounts", [&context](const Platform& platform) {
    settings::set_platform_state(context.db(), Context::actor(), platform, settings::PlatformState::enabled);
  });
  add_named_command(*group, context, "disable", "Take no new accounts; those on their way wait",
                    [&context](const Platform& platform) {
                      settings::set_platform_state(context.db(), Context::actor(), platform,
                                                   settings::PlatformState::disabled);
                    });
  add_named_command(*group, context, "set-secret", "Read a new secret from standard input",
                    [&context](const Platform& platform) {
                      settings::set_platform_secret(context.db(), Context::actor(), platform,
                                                    context.secret_box().seal(read_secret_line("secret")));
                    });
}

}  // namespace latchkey::cli
