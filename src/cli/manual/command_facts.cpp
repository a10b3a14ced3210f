#include "cli/manual/command_facts.hpp"

#include <string_view>

namespace latchkey::cli {
namespace {

// CLI11 writes what an option takes as `TEXT`, `TEXT:FILE` or `TEXT:{mt5,mt4}`.
void read_type(const CLI::Option& option, OptionFacts& facts) {
  const std::string type = option.get_type_name();
  const auto colon = type.find(':');
  const std::string_view check =
      colon == std::string::npos ? std::string_view() : std::string_view(type).substr(colon + 1);
  facts.value_name = type.substr(0, colon);
  facts.takes = check == "FILE" ? Takes::file : Takes::word;
  if (facts.takes == Takes::file) facts.value_name = check;
  if (check.starts_with('{') && check.ends_with('}')) {
    facts.takes = Takes::choice;
    facts.choices = CLI::detail::split(std::string(check.substr(1, check.size() - 2)), ',');
  }
}

OptionFacts read_option(const CLI::Option& option) {
  OptionFacts facts;
  for (const auto& name : option.get_snames()) facts.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) facts.names.push_back("--" + name);
  if (option.get_items_expected_min() > 0) read_type(option, facts);
  if (facts.names.empty()) facts.value_name = option.get_name(true);
  facts.help = option.get_description();
  facts.default_value = option.get_default_str();
  facts.is_required = option.get_required();
  return facts;
}

void add(const CLI::App& app, std::vector<std::string> path, std::vector<CommandFacts>& all) {
  CommandFacts facts;
  path.push_back(app.get_name());
  facts.path = path;
  facts.help = app.get_description();
  facts.footer = app.get_footer();
  for (const auto* option : app.get_options()) {
    auto& kind = option->nonpositional() ? facts.options : facts.arguments;
    kind.push_back(read_option(*option));
  }
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const auto* command : commands) {
    facts.commands.push_back(command->get_name());
    facts.command_help.push_back(command->get_description());
  }
  all.push_back(std::move(facts));
  for (const auto* command : commands) add(*command, path, all);
}

}  // namespace

std::vector<CommandFacts> list_commands_of(const CLI::App& app) {
  std::vector<CommandFacts> all;
  add(app, {}, all);
  return all;
}

std::string join(const std::vector<std::string>& parts, const std::string& separator) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

}  // namespace latchkey::cli
