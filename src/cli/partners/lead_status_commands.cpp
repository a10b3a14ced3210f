#include "base/utf8.hpp"
#include "cli/context.hpp"
#include "customers/statuses/status_settings.hpp"

namespace latchkey::cli {
namespace {

using customers::LeadStatus;
using customers::StatusSetting;

struct StatusOptions {
  std::optional<std::string> name;
  std::optional<std::string> group;
  std::optional<std::int64_t> position;
};

customers::StatusGroup parse_group_option(const std::string& name) {
  const auto group = customers::parse_status_group(name);
  if (group) return *group;
  std::string names;
  for (const auto one : customers::all_status_groups) {
    names += (names.empty() ? "" : ", ") + std::string(customers::group_name(one));
  }
  throw CLI::ValidationError("--group", name + " is none of " + names);
}

LeadStatus apply(const StatusOptions& options, LeadStatus status) {
  if (options.name) {
    check_label("--name", *options.name);
    status.name = trim(*options.name);
  }
  if (options.group) status.group = parse_group_option(*options.group);
  if (options.position) status.position = *options.position;
  return status;
}

void check_outcome(StatusSetting outcome, const LeadStatus& status) {
  switch (outcome) {
    case StatusSetting::name_taken:
      throw Refusal("there is a status of the name " + status.name);
    case StatusSetting::last_of_group:
      throw Refusal("this is the only enabled status of its group, and each group needs one; enable another first");
    case StatusSetting::changed_meanwhile:
      throw Refusal("the status was changed by somebody else at the same moment; look at it again");
    case StatusSetting::done:
      break;
  }
}

LeadStatus require_status(Context& context, const std::string& wanted) {
  auto status = customers::find_lead_status(context.db(), wanted);
  if (!status) throw Refusal("there is no lead status " + wanted + "; see latchkey lead-status list");
  return *std::move(status);
}

void list(Context& context, Output output) {
  Listing listing{{{"NAME", "name"}, {"GROUP", "group"}, {"POSITION", "position"}, {"ENABLED", "enabled"}},
                  nlohmann::json::array()};
  for (const auto& status : customers::list_lead_statuses(context.db())) {
    listing.rows.push_back({{"id", status.id.text()},
                            {"name", status.name},
                            {"group", customers::group_name(status.group)},
                            {"position", status.position},
                            {"enabled", status.is_enabled}});
  }
  print(listing, output);
}

void add(Context& context, const StatusOptions& options) {
  const auto status = apply(options, {});
  check_outcome(customers::add_lead_status(context.db(), Context::actor(), status), status);
}

void change(Context& context, const std::string& wanted, const StatusOptions& options) {
  if (!options.name && !options.group && !options.position) {
    throw CLI::ValidationError("change", "say what to change; see --help");
  }
  const auto before = require_status(context, wanted);
  const auto after = apply(options, before);
  check_outcome(customers::change_lead_status(context.db(), Context::actor(), before, after), after);
}

enum class State { enabled, disabled };

void set_state(Context& context, const std::string& wanted, State state) {
  const auto before = require_status(context, wanted);
  auto after = before;
  after.is_enabled = state == State::enabled;
  check_outcome(customers::change_lead_status(context.db(), Context::actor(), before, after), after);
}

void add_state_command(CLI::App& group, Context& context, State state) {
  const bool enables = state == State::enabled;
  CLI::App* command = group.add_subcommand(
      enables ? "enable" : "disable", enables ? "Let a status be chosen again" : "Keep a status, but not to choose");
  const auto wanted = std::make_shared<std::string>();
  command->add_option("status", *wanted, "Name or id")->required();
  command->callback([&context, wanted, state] { set_state(context, *wanted, state); });
}

void add_position_option(CLI::App& command, StatusOptions& options) {
  static constexpr int last = 10'000;
  command.add_option("--position", options.position, "The smallest stands first; 0: after the last")
      ->check(CLI::Range(0, last));
}

}  // namespace

void add_lead_status_commands(CLI::App& app, Context& context) {
  CLI::App* group =
      app.add_subcommand("lead-status", "The statuses that leads can have, in groups")->require_subcommand(1);

  CLI::App* list_command = group->add_subcommand("list", "List the statuses");
  const auto output = std::make_shared<Output>(Output::table);
  add_json_flag(*list_command, output);
  list_command->callback([&context, output] { list(context, *output); });

  CLI::App* add_command = group->add_subcommand("add", "Add a status");
  const auto added = std::make_shared<StatusOptions>();
  add_command->add_option("--name", added->name, "What the status is called")->required();
  add_command->add_option("--group", added->group, "new, inProgress, converted, rejected or invalid")->required();
  add_position_option(*add_command, *added);
  add_command->callback([&context, added] { add(context, *added); });

  CLI::App* change_command = group->add_subcommand("change", "Change a status; what is not given stays");
  const auto wanted = std::make_shared<std::string>();
  const auto changes = std::make_shared<StatusOptions>();
  change_command->add_option("status", *wanted, "Name or id")->required();
  change_command->add_option("--name", changes->name, "What the status is called");
  change_command->add_option("--group", changes->group, "new, inProgress, converted, rejected or invalid");
  add_position_option(*change_command, *changes);
  change_command->callback([&context, wanted, changes] { change(context, *wanted, *changes); });

  add_state_command(*group, context, State::enabled);
  add_state_command(*group, context, State::disabled);
}

}  // namespace latchkey::cli
