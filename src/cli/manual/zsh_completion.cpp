#include <sstream>

#include "cli/manual/completion.hpp"

namespace latchkey::cli {
namespace {

// Text within single quotes in which _describe and _arguments find nothing of their own.
std::string quote(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      if (c == ':' || c == '[' || c == ']' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result;
}

std::string function_of(const std::vector<std::string>& path) { return "_" + join(path, "_"); }

std::string action_of(const OptionFacts& option) {
  switch (option.takes) {
    case Takes::nothing:
      return "";
    case Takes::file:
      return ":" + quote(option.value_name) + ":_files";
    case Takes::choice:
      return ":" + quote(option.value_name) + ":(" + join(option.choices, " ") + ")";
    case Takes::word:
      break;
  }
  return ":" + quote(option.value_name) + ":";
}

void print_function(std::ostream& script, const CommandFacts& command) {
  script << function_of(command.path) << "() {\n";
  if (!command.commands.empty()) {
    script << "  local -a commands=(\n";
    for (std::size_t i = 0; i < command.commands.size(); ++i) {
      script << "    '" << quote(command.commands[i]) << ":" << quote(command.command_help[i]) << "'\n";
    }
    script << "  )\n  local curcontext=$curcontext state line\n  typeset -A opt_args\n";
  }
  script << "  _arguments -C";
  for (const auto& option : command.options) {
    for (const auto& name : option.names) {
      script << " \\\n    '*" << name << "[" << quote(option.help) << "]" << action_of(option) << "'";
    }
  }
  for (const auto& argument : command.arguments) {
    script << " \\\n    ':" << quote(argument.value_name) << ":'";
  }
  if (command.commands.empty()) {
    script << "\n}\n\n";
    return;
  }
  script << " \\\n    '1: :->command' '*:: :->rest'\n"
            "  case $state in\n    command) _describe command commands ;;\n    rest)\n      case $line[1] in\n";
  for (const auto& child : command.commands) {
    auto path = command.path;
    path.push_back(child);
    script << "        " << child << ") " << function_of(path) << " ;;\n";
  }
  script << "      esac ;;\n  esac\n}\n\n";
}

}  // namespace

std::string make_zsh_completion(const std::vector<CommandFacts>& commands) {
  std::ostringstream script;
  script << "#compdef latchkey\n# zsh completion of latchkey, made from its commands.\n\n";
  for (const auto& command : commands) print_function(script, command);
  script << "_latchkey \"$@\"\n";
  return script.str();
}

}  // namespace latchkey::cli
