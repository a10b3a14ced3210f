#include <algorithm>
#include <charconv>

#include "base/utf8.hpp"
#include "cli/platform_names.hpp"
#include "platforms/mt5_request.hpp"
#include "settings/platform_settings.hpp"

namespace latchkey::cli {
namespace {

using platforms::PlatformGroup;
using platforms::PlatformKind;

// What MetaTrader 5 takes.
constexpr std::uint64_t highest_leverage = 5000;

struct GroupOptions {
  std::string platform;
  std::string account_type;
  std::string currency;
  std::string group;
  std::vector<std::uint64_t> leverages;
  std::uint64_t default_leverage = 0;
  bool is_default = false;
};

void check_group_name(PlatformKind kind, const std::string& name) {
  if (kind == PlatformKind::mt5) {
    if (platforms::is_mt5_group_name(name)) return;
    throw CLI::ValidationError("--group", "must be the group's full name on the server, e.g. real\\standard-eur");
  }
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (error == std::errc{} && end == name.data() + name.size() && index >= 1 && index <= 1000) return;
  throw CLI::ValidationError("--group", "must be the group's number in the plug-in's list, from 1");
}

PlatformGroup read_group(const GroupOptions& options) {
  check_label("--account-type", options.account_type);
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (options.currency.size() != 3 || !std::ranges::all_of(options.currency, is_letter)) {
    throw CLI::ValidationError("--currency", "must be three capital letters, e.g. EUR");
  }
  PlatformGroup group;
  group.id = Uuid::make();
  group.account_type = std::string(trim(options.account_type));
  group.currency = options.currency;
  group.name = options.group;
  group.leverages = options.leverages;
  if (options.default_leverage > 0) group.default_leverage = options.default_leverage;
  const auto has = [&](std::uint64_t leverage) {
    return std::ranges::find(group.leverages, leverage) != group.leverages.end();
  };
  if (options.default_leverage == 0 && !group.leverages.empty() && !has(group.default_leverage)) {
    group.default_leverage = group.leverages.front();
  }
  if (!has(group.default_leverage)) group.leverages.push_back(group.default_leverage);
  std::ranges::sort(group.leverages);
  group.is_default = options.is_default;
  return group;
}

void add(Context& context, const GroupOptions& options) {
  const auto platform = require_platform(context, options.platform);
  check_group_name(platform.kind, options.group);
  const PlatformGroup group = read_group(options);
  if (settings::add_platform_group(context.db(), Context::actor(), platform, group) == db::InsertOutcome::duplicate) {
    throw Refusal(platform.name + " has a group for " + group.account_type + " in " + group.currency);
  }
}

void list(Context& context, const std::string& platform_name, Output output) {
  Listing listing{{{"PLATFORM", "platform"},
                   {"ACCOUNT TYPE", "accountType"},
                   {"CURRENCY", "currency"},
                   {"GROUP", "group"},
                   {"LEVERAGES", "leverages"},
                   {"DEFAULT LEVERAGE", "defaultLeverage"},
                   {"DEFAULT", "default"}},
                  nlohmann::json::array()};
  const std::string wanted = platform_name.empty() ? "" : require_platform(context, platform_name).name;
  for (const auto& platform : platforms::list_platforms(context.db())) {
    if (!wanted.empty() && platform.name != wanted) continue;
    for (const auto& group : platforms::list_platform_groups(context.db(), platform.id)) {
      listing.rows.push_back({{"id", group.id.text()},
                              {"platform", platform.name},
                              {"accountType", group.account_type},
                              {"currency", group.currency},
                              {"group", group.name},
                              {"leverages", group.leverages},
                              {"defaultLeverage", group.default_leverage},
                              {"default", group.is_default}});
    }
  }
  print(listing, output);
}

}  // namespace

void add_platform_group_commands(CLI::App& platform_group, Context& context) {
  CLI::App* group =
      platform_group.add_subcommand("group", "Which group of the server an account type and currency go to")
          ->require_subcommand(1);

  CLI::App* add_command = group->add_subcommand("add", "Map an account type and currency to a group");
  const auto options = std::make_shared<GroupOptions>();
  add_command->add_option("--platform", options->platform, "Name or id")->required();
  add_command->add_option("--account-type", options->account_type, "As callers of the API name it")->required();
  add_command->add_option("--currency", options->currency, "ISO 4217, e.g. EUR")->required();
  add_command->add_option("--group", options->group, "mt5: the group's name; mt4: its number in the plug-in's list")
      ->required();
  add_command->add_option("--leverage", options->leverages, "Allowed leverages, e.g. 100,200 (100)")
      ->delimiter(',')
      ->check(CLI::Range(std::uint64_t{1}, highest_leverage));
  add_command->add_option("--default-leverage", options->default_leverage, "100 if allowed, else the first")
      ->check(CLI::Range(std::uint64_t{1}, highest_leverage));
  add_command->add_flag("--default", options->is_default, "Taken when a caller names no account type or currency");
  add_command->callback([&context, options] { add(context, *options); });

  CLI::App* list_command = group->add_subcommand("list", "List the groups");
  const auto wanted = std::make_shared<std::string>();
  const auto output = std::make_shared<Output>(Output::table);
  list_command->add_option("--platform", *wanted, "Name or id");
  add_json_flag(*list_command, output);
  list_command->callback([&context, wanted, output] { list(context, *wanted, *output); });
}

}  // namespace latchkey::cli
