#include <algorithm>

#include "base/utf8.hpp"
#include "cli/trading/platform_names.hpp"
#include "cli/trading/platform_options.hpp"
#include "trading/settings/platform_settings.hpp"

namespace latchkey::cli {
namespace {

using trading::PlatformGroup;
using trading::PlatformKind;

struct GroupOptions {
  std::string platform;
  std::string account_type;
  std::string currency;
  std::optional<std::string> group;
  std::optional<std::vector<std::uint64_t>> leverages;
  std::optional<std::uint64_t> default_leverage;
  std::optional<bool> is_default;
};

bool has(const std::vector<std::uint64_t>& leverages, std::uint64_t leverage) {
  return std::find(leverages.begin(), leverages.end(), leverage) != leverages.end();
}

// Puts what was given into the group, and throws CLI::ValidationError when the whole is not allowed. The default
// leverage becomes the one that is given; else it stays what it was (100 at first) if that is allowed, and else it
// becomes the first allowed one.
void apply(const GroupOptions& options, PlatformKind kind, PlatformGroup& group) {
  if (options.group) group.name = *options.group;
  if (options.leverages) {
    group.leverages = *options.leverages;
    if (!has(group.leverages, group.default_leverage)) group.default_leverage = group.leverages.front();
  }
  if (options.default_leverage) group.default_leverage = *options.default_leverage;
  trading::put_leverages_in_order(group);
  if (options.is_default) group.is_default = *options.is_default;
  refuse(trading::find_group_problem(kind, group));
}

void add(Context& context, const GroupOptions& options) {
  PlatformGroup group;
  group.id = Uuid::make();
  group.account_type = std::string(trim(options.account_type));
  group.currency = options.currency;
  const auto platform = require_platform(context, options.platform);
  apply(options, platform.kind, group);
  if (trading::add_platform_group(context.db(), Context::actor(), platform, group) == db::InsertOutcome::duplicate) {
    throw Refusal(platform.name + " has a group for " + group.account_type + " in " + group.currency +
                  "; see latchkey platform group change");
  }
}

PlatformGroup require_group(Context& context, const trading::Platform& platform, const GroupOptions& options) {
  for (auto& group : trading::list_platform_groups(context.db(), platform.id)) {
    if (group.account_type == options.account_type && group.currency == options.currency) return std::move(group);
  }
  throw Refusal(platform.name + " has no group for " + options.account_type + " in " + options.currency +
                "; see latchkey platform group list");
}

void change(Context& context, const GroupOptions& options) {
  const auto platform = require_platform(context, options.platform);
  const PlatformGroup before = require_group(context, platform, options);
  PlatformGroup after = before;
  apply(options, platform.kind, after);
  const auto changed = trading::change_platform_group(context.db(), Context::actor(), {platform, before, after});
  if (changed == trading::GroupChange::changed_meanwhile) {
    throw Refusal("the group was changed by somebody else at the same moment; look at it and try again");
  }
  if (changed == trading::GroupChange::in_progress) {
    throw Refusal(
        "accounts in " + before.name +
        " are on their way, and would be looked for in the wrong group: wait until they are created or failed "
        "(latchkey account list), resolve those that are manual, then change it");
  }
}

void remove(Context& context, const GroupOptions& options) {
  const auto platform = require_platform(context, options.platform);
  const PlatformGroup group = require_group(context, platform, options);
  if (!trading::remove_platform_group(context.db(), Context::actor(), platform, group)) {
    throw Refusal("accounts were asked for in " + group.name +
                  ", so it stays; latchkey platform group change can give it another name");
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
  for (const auto& platform : trading::list_platforms(context.db())) {
    if (!wanted.empty() && platform.name != wanted) continue;
    for (const auto& group : trading::list_platform_groups(context.db(), platform.id)) {
      nlohmann::json row = trading::describe(group);
      row["id"] = group.id.text();
      row["platform"] = platform.name;
      listing.rows.push_back(std::move(row));
    }
  }
  print(listing, output);
}

void add_key_options(CLI::App& command, const std::shared_ptr<GroupOptions>& options) {
  command.add_option("--platform", options->platform, "Name or id")->required();
  command.add_option("--account-type", options->account_type, "As callers of the API name it")->required();
  command.add_option("--currency", options->currency, "ISO 4217, e.g. EUR")->required();
}

// Returns the option of the group's name.
CLI::Option* add_value_options(CLI::App& command, const std::shared_ptr<GroupOptions>& options) {
  command.add_option("--leverage", options->leverages, "Allowed leverages, e.g. 100,200 (100)")->delimiter(',');
  command.add_option("--default-leverage", options->default_leverage, "100 if allowed, else the first");
  add_switch(command, "--default,!--no-default", options->is_default,
             "Taken when a caller names no account type or currency; --no-default: no longer");
  return command.add_option("--group", options->group, "mt5: the group's name; mt4: its number in the plug-in's list");
}

}  // namespace

void add_platform_group_commands(CLI::App& platform_group, Context& context) {
  CLI::App* group =
      platform_group.add_subcommand("group", "Which group of the server an account type and currency go to")
          ->require_subcommand(1);

  const auto added = std::make_shared<GroupOptions>();
  CLI::App* add_command = group->add_subcommand("add", "Map an account type and currency to a group");
  add_key_options(*add_command, added);
  add_value_options(*add_command, added)->required();
  add_command->callback([&context, added] { add(context, *added); });

  const auto changed = std::make_shared<GroupOptions>();
  CLI::App* change_command = group->add_subcommand("change", "Change what is given");
  add_key_options(*change_command, changed);
  add_value_options(*change_command, changed);
  change_command->callback([&context, changed] { change(context, *changed); });

  const auto removed = std::make_shared<GroupOptions>();
  CLI::App* remove_command = group->add_subcommand("remove", "Remove a group in which no account was asked for");
  add_key_options(*remove_command, removed);
  remove_command->callback([&context, removed] { remove(context, *removed); });

  CLI::App* list_command = group->add_subcommand("list", "List the groups");
  const auto wanted = std::make_shared<std::string>();
  const auto output = std::make_shared<Output>(Output::table);
  list_command->add_option("--platform", *wanted, "Name or id");
  add_json_flag(*list_command, output);
  list_command->callback([&context, wanted, output] { list(context, *wanted, *output); });
}

}  // namespace latchkey::cli
