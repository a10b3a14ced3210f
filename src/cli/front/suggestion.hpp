// Finds what was mistyped on a command line.
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace latchkey::cli {

struct Mistake {
  const CLI::App* at;           // the last command that was understood
  std::string words = {};       // empty when no word is unknown
  std::string suggestion = {};  // the known word that is nearest; empty when none is near
};

// The first word of a refused command line that is neither a known command nor a known option nor a value of one.
// `words` are without the program's name.
[[nodiscard]] Mistake find_mistake(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace latchkey::cli
