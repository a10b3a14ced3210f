// Gives every file of a folder to a fuzz target: `fuzz_NAME FOLDER`. A folder without files is an error, since then
// nothing would be tested.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string>

#include "fuzz/expect.hpp"

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  if (arguments.size() != 2) return 2;
  int replayed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string input((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    std::cout << entry.path().filename().string() << std::endl;  // flushed, so that the last name is the broken one
    latchkey::fuzz::check_input(input);
    ++replayed;
  }
  std::cout << replayed << " inputs\n";
  return replayed == 0 ? 1 : 0;
}
