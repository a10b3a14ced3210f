#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iostream>
#include <system_error>

#include "cli/context.hpp"

namespace latchkey::cli {
namespace {

[[noreturn]] void refuse(int reason, const std::string& consequence) {
  const std::string why = reason == 0 ? "" : ": " + std::generic_category().message(reason);
  throw Refusal("standard output takes nothing" + why + consequence);
}

constexpr const char* nothing_made = "; nothing was made";

}  // namespace

void hold_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const bool is_closed = ::fcntl(stream, F_GETFD) < 0 && errno == EBADF;
    // The lowest free number is taken, which is this one.
    if (is_closed) static_cast<void>(::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  }
}

void hand_over(const std::string& line) {
  ::signal(SIGPIPE, SIG_IGN);  // a reader that is gone is an error to be told, not the end of this program
  errno = 0;
  std::cout << line << '\n' << std::flush;
  if (!std::cout) refuse(errno, nothing_made);
  // A file system may take bytes that it has no room for. Pipes and terminals know no fsync (EINVAL).
  if (::fsync(STDOUT_FILENO) != 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP) {
    refuse(errno, nothing_made);
  }
}

void check_output() {
  errno = 0;
  std::cout.flush();
  if (!std::cout) refuse(errno, "");
}

}  // namespace latchkey::cli
