// Completions of the command line for shells, made from the tree of its commands.
#pragma once
#include <string>
#include <vector>

#include "cli/manual/command_facts.hpp"

namespace latchkey::cli {

// A file for share/bash-completion/completions/latchkey. It needs nothing but bash.
[[nodiscard]] std::string make_bash_completion(const std::vector<CommandFacts>& commands);

// A file _latchkey for a folder of zsh's $fpath.
[[nodiscard]] std::string make_zsh_completion(const std::vector<CommandFacts>& commands);

}  // namespace latchkey::cli
