#include "cli/setup/run_program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>

namespace latchkey::cli {
namespace {

constexpr int not_started = 127;

// In the child: never returns. `output` is -1 to leave both as they are.
[[noreturn]] void become(std::vector<char*>& arguments, int output) {
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  if (output >= 0) {
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
  }
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): single-threaded
  const std::string wider = (path == nullptr ? "/usr/bin:/bin" : std::string(path)) + ":/usr/sbin:/sbin";
  ::setenv("PATH", wider.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): single-threaded
  ::execvp(arguments.front(), arguments.data());
  ::_exit(not_started);
}

pid_t start(std::vector<std::string> words, int output) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot start " + words.front());
  if (child == 0) become(arguments, output);
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

ProgramResult run_program(const std::vector<std::string>& words) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot start " + words.front());
  const pid_t child = start(words, ends[1]);
  ::close(ends[1]);
  ProgramResult result{};
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
    result.output.append(buffer.data(), static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  result.exit_code = wait_for(child);
  return result;
}

int run_in_the_open(const std::vector<std::string>& words) { return wait_for(start(words, -1)); }

}  // namespace latchkey::cli
