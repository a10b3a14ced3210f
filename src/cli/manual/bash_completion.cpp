#include <sstream>

#include "cli/manual/completion.hpp"

namespace latchkey::cli {
namespace {

std::vector<std::string> list_words(const CommandFacts& command) {
  std::vector<std::string> words = command.commands;
  for (const auto& option : command.options) words.insert(words.end(), option.names.begin(), option.names.end());
  return words;
}

// One line for each option with a value: `"latchkey platform add --ca") kind=file ;;`.
void print_options(std::ostream& script, const CommandFacts& command) {
  for (const auto& option : command.options) {
    if (option.takes == Takes::nothing) continue;
    std::vector<std::string> subjects;
    subjects.reserve(option.names.size());
    for (const auto& name : option.names) subjects.push_back('"' + join(command.path, " ") + " " + name + '"');
    script << "    " << join(subjects, " | ") << ") ";
    if (option.takes == Takes::file) {
      script << "takes=file";
    } else {
      script << "takes=word values='" << join(option.choices, " ") << "'";
    }
    script << " ;;\n";
  }
}

constexpr std::string_view walk = R"sh(
# Completes the word at the cursor: a command or an option of the commands before it, or an option's value.
_latchkey() {
  local current=${COMP_WORDS[COMP_CWORD]} at=latchkey i=1 word takes values
  COMPREPLY=()
  while ((i < COMP_CWORD)); do
    word=${COMP_WORDS[i]}
    _latchkey_option "$at $word"
    if [[ $takes ]]; then
      ((++i))
      if ((i == COMP_CWORD)); then
        if [[ $takes == file ]]; then
          compopt -o default 2>/dev/null || true
        else
          mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
        fi
        return
      fi
    elif _latchkey_is_command "$at $word"; then
      at="$at $word"
    fi
    ((++i))
  done
  mapfile -t COMPREPLY < <(compgen -W "$(_latchkey_words "$at")" -- "$current")
}
complete -F _latchkey latchkey
)sh";

}  // namespace

std::string make_bash_completion(const std::vector<CommandFacts>& commands) {
  std::ostringstream script;
  script << "# bash completion of latchkey, made from its commands.\n\n"
            "_latchkey_words() {\n  case $1 in\n";
  for (const auto& command : commands) {
    script << "    \"" << join(command.path, " ") << "\") echo '" << join(list_words(command), " ") << "' ;;\n";
  }
  script << "  esac\n}\n\n_latchkey_is_command() {\n  case $1 in\n";
  for (const auto& command : commands) {
    if (command.path.size() > 1) script << "    \"" << join(command.path, " ") << "\") return 0 ;;\n";
  }
  script << "  esac\n  return 1\n}\n\n"
            "# Sets `takes` when the option takes a value, and `values` when these are known.\n"
            "_latchkey_option() {\n  takes= values=\n  case $1 in\n";
  for (const auto& command : commands) print_options(script, command);
  script << "  esac\n}\n" << walk;
  return script.str();
}

}  // namespace latchkey::cli
