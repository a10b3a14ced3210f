// Manual pages in the language of man(7), made from what --help says.
#pragma once
#include <string>

#include "cli/manual/command_facts.hpp"

namespace latchkey::cli {

struct Page {
  std::string file;  // e.g. latchkey-api-key-create.1
  std::string text;
};

// The page of a subcommand, or of `latchkey` itself: section 1.
[[nodiscard]] Page make_command_page(const CommandFacts& command, const std::string& version);

// The page of another program from what its --help prints: a line that begins with `Usage:`, a blank line, paragraphs,
// and options, two spaces before each. Section 8. Throws std::runtime_error when the help is not of this form.
[[nodiscard]] Page make_program_page(const std::string& program, const std::string& help, const std::string& version);

}  // namespace latchkey::cli
