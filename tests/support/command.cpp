#include "support/command.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace latchkey::test {

CommandResult run(const std::string& command, const std::string& input) {
  const TemporaryFolder folder;
  write_file(folder.path() / "in", input);
  const std::string whole = "( " + command + " ) <" + quoted(folder.path() / "in") + " >" +
                            quoted(folder.path() / "out") + " 2>" + quoted(folder.path() / "err");
  const int status = std::system(whole.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128, read_file(folder.path() / "out"),
          read_file(folder.path() / "err")};
}

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "lk.XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool is_logged(const std::filesystem::path& path, const std::string& text) {
  return holds_within(std::chrono::seconds{5}, [&] { return read_file(path).find(text) != std::string::npos; });
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace latchkey::test
