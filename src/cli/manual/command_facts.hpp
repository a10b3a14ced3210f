// What the manual pages and the completions have to know of a command, read from its CLI11 tree.
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace latchkey::cli {

enum class Takes { nothing, word, file, choice };

struct OptionFacts {
  std::vector<std::string> names;  // with their dashes, the short ones first; empty for a positional argument
  std::string value_name;          // e.g. TEXT; of a positional its name; empty for a flag
  Takes takes = Takes::nothing;
  std::vector<std::string> choices = {};  // of Takes::choice
  std::string help;
  std::string default_value;
  bool is_required = false;
};

struct CommandFacts {
  std::vector<std::string> path;  // e.g. latchkey, api-key, create
  std::string help;
  std::string footer;
  std::vector<OptionFacts> options;
  std::vector<OptionFacts> arguments;
  std::vector<std::string> commands;  // names of its subcommands
  std::vector<std::string> command_help;
};

// The command and all below it, each before its own subcommands.
[[nodiscard]] std::vector<CommandFacts> list_commands_of(const CLI::App& app);

[[nodiscard]] std::string join(const std::vector<std::string>& parts, const std::string& separator);

}  // namespace latchkey::cli
