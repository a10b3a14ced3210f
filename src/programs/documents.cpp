// Writes the manual pages and the completions of a build: documents FOLDER PROGRAM...
// FOLDER/man gets a page for `latchkey`, each of its subcommands and each PROGRAM; FOLDER/completions the shells'
// files.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "cli/front/command_line.hpp"
#include "cli/manual/completion.hpp"
#include "cli/manual/man_page.hpp"
#include "version.hpp"

namespace {

namespace fs = std::filesystem;
using namespace latchkey;

void write(const fs::path& path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

std::string read_help(const std::string& program) {
  FILE* output = ::popen(("'" + program + "' --help").c_str(), "re");
  if (output == nullptr) throw std::runtime_error("cannot run " + program);
  std::string text;
  for (int c = std::getc(output); c != EOF; c = std::getc(output)) text += static_cast<char>(c);
  if (::pclose(output) != 0) throw std::runtime_error(program + " --help fails");
  return text;
}

void write_documents(const fs::path& folder, const std::vector<std::string>& programs) {
  fs::create_directories(folder / "man");
  fs::create_directories(folder / "completions");
  cli::Context context;
  const auto tree = cli::make_command_line(context);
  const auto commands = cli::list_commands_of(*tree);
  const std::string number(version);
  for (const auto& command : commands) {
    const auto page = cli::make_command_page(command, number);
    write(folder / "man" / page.file, page.text);
  }
  for (const auto& program : programs) {
    const auto page = cli::make_program_page(fs::path(program).filename(), read_help(program), number);
    write(folder / "man" / page.file, page.text);
  }
  write(folder / "completions/latchkey", cli::make_bash_completion(commands));
  write(folder / "completions/_latchkey", cli::make_zsh_completion(commands));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2) throw std::runtime_error("usage: documents FOLDER PROGRAM...");
    write_documents(argv[1], {argv + 2, argv + argc});
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "documents: " << error.what() << '\n';
    return 1;
  }
}
