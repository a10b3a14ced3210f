// Runs programs for tests.
#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace latchkey::test {

struct CommandResult {
  int exit_code;
  std::string output;  // standard output
  std::string errors;  // standard error
};

// Runs a shell command to its end, with `input` on its standard input.
[[nodiscard]] CommandResult run(const std::string& command, const std::string& input = "");

// The text in single quotes, for the shell.
[[nodiscard]] std::string quoted(const std::string& text);

// A new empty folder with a short path, which is removed when the object is destroyed.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& text);

// Asks every 50 ms whether the condition holds. False when it does not within the time.
template <class Condition>
[[nodiscard]] bool holds_within(std::chrono::milliseconds longest, Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + longest;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  return true;
}

// True once the file holds the text. nginx writes its log line after the answer has been sent.
[[nodiscard]] bool is_logged(const std::filesystem::path& path, const std::string& text);

}  // namespace latchkey::test
