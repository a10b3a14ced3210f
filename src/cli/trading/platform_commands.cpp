#include <iostream>

#include "cli/trading/platform_names.hpp"
#include "cli/trading/platform_options.hpp"
#include "trading/platforms/circuit.hpp"
#include "trading/settings/platform_settings.hpp"

namespace latchkey::cli {
namespace {

using trading::Platform;
using trading::PlatformKind;

struct AddOptions {
  std::shared_ptr<PlatformOptions> common = std::make_shared<PlatformOptions>();
  std::string kind = {};
  bool has_secret = false;
};

SealedSecret read_secret(Context& context, PlatformKind kind) {
  const auto& box = context.secret_box();  // before anything is typed, so that a missing key file is told first
  const std::string secret = read_secret_line("secret");
  if (const auto problem = trading::find_secret_problem(kind, secret)) throw Refusal(*problem);
  return box.seal(secret);
}

void add(Context& context, const AddOptions& options) {
  if (!options.has_secret) {
    throw CLI::ValidationError(
        "--secret-stdin",
        "is missing: the manager's API password (mt5) or the master password (mt4) on standard input");
  }
  Platform platform;
  platform.id = Uuid::make();
  platform.kind = trading::parse_platform_kind(options.kind).value();  // CLI11 has checked it
  apply(*options.common, platform);
  platform.secret = read_secret(context, platform.kind);
  if (trading::add_platform(context.db(), Context::actor(), platform) == db::InsertOutcome::duplicate) {
    throw Refusal("there is a trading platform with the name " + platform.name);
  }
  std::cout << platform.id.text() << '\n';
}

void change(Context& context, const std::string& wanted, const PlatformOptions& options) {
  const Platform before = require_platform(context, wanted);
  Platform after = before;
  apply(options, after);
  const auto changed = trading::change_platform(context.db(), Context::actor(), {before, after});
  if (changed == trading::PlatformChange::name_taken) {
    throw Refusal("there is a trading platform with the name " + after.name);
  }
  if (changed == trading::PlatformChange::changed_meanwhile) {
    throw Refusal(before.name + " was changed by somebody else at the same moment; look at it and try again");
  }
}

std::string_view state_of(Context& context, const Platform& platform, const trading::CircuitState& circuit) {
  if (circuit.needs_attention) return "needs attention";
  if (circuit.is_open) return "waiting";
  switch (trading::find_proof(context.db(), platform.id)) {
    case trading::Proof::proved:
      return "ready";
    case trading::Proof::failed:
      return "the last test failed";
    case trading::Proof::unproved:
      break;
  }
  return "not tested yet";
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
  const auto or_null = [](const std::string& text) { return text.empty() ? nlohmann::json() : nlohmann::json(text); };
  for (const auto& platform : trading::list_platforms(context.db())) {
    const auto circuit = trading::find_circuit(context.db(), platform.id);
    nlohmann::json row = trading::describe(platform);
    row["id"] = platform.id.text();
    row["state"] = state_of(context, platform, circuit);
    row["reason"] = circuit.is_open ? or_null(circuit.reason) : nullptr;
    row["detail"] = circuit.is_open ? or_null(circuit.detail) : nullptr;
    listing.rows.push_back(std::move(row));
  }
  print(listing, output);
}

void test(Context& context, const std::string& name, Output output) {
  const Platform platform = require_platform(context, name);
  nlohmann::json steps = nlohmann::json::array();
  const auto tell = [&](const trading::CheckStep& step) {
    const std::string result(trading::name_of(step.result));
    steps.push_back({{"step", step.name}, {"result", result}, {"found", step.found}, {"remedy", step.remedy}});
    if (output == Output::json) return;
    std::cout << result << std::string(10 - result.size(), ' ') << step.name << ": " << step.found << '\n';
    if (!step.remedy.empty()) std::cout << "          -> " << step.remedy << '\n';
    std::cout.flush();
  };
  const bool is_good = trading::test_platform(context.db(), Context::actor(), {platform, context.secret_box(), tell});
  if (output == Output::json) std::cout << steps.dump(2) << '\n';
  if (!is_good) throw Refusal(platform.name + " cannot open accounts yet, see above");
}

void add_add_command(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand("add", "Enter a trading platform and print its id");
  const auto options = std::make_shared<AddOptions>();
  command->add_option("--name", options->common->name, "As callers of the API name it")->required();
  command->add_option("--kind", options->kind, "mt5 (Web API) or mt4 (WebRegistration plug-in)")
      ->required()
      ->check(CLI::IsMember({"mt5", "mt4"}));
  command->add_option("--host", options->common->host, "The access server")->required();
  add_platform_options(*command, options->common);
  command->add_flag("--secret-stdin", options->has_secret,
                    "Read the manager's API password (mt5) or the master password (mt4) from standard input");
  command->callback([&context, options] { add(context, *options); });
}

void add_change_command(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand("change", "Change what is given, and have the platform tried again");
  const auto wanted = std::make_shared<std::string>();
  const auto options = std::make_shared<PlatformOptions>();
  command->add_option("platform", *wanted, "Name or id")->required();
  command->add_option("--name", options->name, "A new name; callers of the API have to use it from now on");
  command->add_option("--host", options->host, "The access server");
  add_platform_options(*command, options);
  command->add_flag("--system-ca", options->trusts_system, "mt5: trust the system's authorities again");
  command->callback([&context, wanted, options] { change(context, *wanted, *options); });
}

CLI::App* add_named_command(CLI::App& group, const std::string& name, const std::string& help,
                            const std::function<void(const std::string&)>& act) {
  CLI::App* command = group.add_subcommand(name, help);
  const auto wanted = std::make_shared<std::string>();
  command->add_option("platform", *wanted, "Name or id")->required();
  command->callback([wanted, act] { act(*wanted); });
  return command;
}

void add_state_commands(CLI::App& group, Context& context) {
  const auto set_state = [&context](trading::PlatformState state) {
    return [&context, state](const std::string& wanted) {
      trading::set_platform_state(context.db(), Context::actor(), require_platform(context, wanted), state);
    };
  };
  add_named_command(group, "enable", "Let a platform take accounts", set_state(trading::PlatformState::enabled));
  add_named_command(group, "disable", "Take no new accounts; those on their way wait",
                    set_state(trading::PlatformState::disabled));
  CLI::App* secret = add_named_command(
      group, "set-secret", "Read a new secret from standard input", [&context](const std::string& wanted) {
        const Platform platform = require_platform(context, wanted);
        trading::set_platform_secret(context.db(), Context::actor(), platform, read_secret(context, platform.kind));
      });
  secret->add_flag_callback(
      "--secret-stdin", [] {}, "As with platform add; there is no other way");
}

}  // namespace

void add_platform_commands(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("platform", "Trading platforms (MetaTrader 5 and 4)")->require_subcommand(1);
  add_add_command(*group, context);
  add_change_command(*group, context);
  add_platform_group_commands(*group, context);

  CLI::App* list_command = group->add_subcommand("list", "List the platforms and whether they can be reached");
  const auto output = std::make_shared<Output>(Output::table);
  add_json_flag(*list_command, output);
  list_command->callback([&context, output] { list(context, *output); });

  const auto test_output = std::make_shared<Output>(Output::table);
  CLI::App* test_command =
      add_named_command(*group, "test", "Prove a platform's settings step by step; opens no account",
                        [&context, test_output](const std::string& wanted) { test(context, wanted, *test_output); });
  add_json_flag(*test_command, test_output);

  add_state_commands(*group, context);
}

}  // namespace latchkey::cli
