#include "cli/probes/identity.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <sstream>

namespace latchkey::cli {
namespace {

namespace fs = std::filesystem;

// The path and the folders on the way to it, the outermost first.
std::vector<fs::path> list_steps(const fs::path& file) {
  std::vector<fs::path> steps;
  for (fs::path step = file; step.has_relative_path(); step = step.parent_path()) steps.push_back(step);
  std::ranges::reverse(steps);
  return steps;
}

int mode_of(Access access) {
  switch (access) {
    case Access::search:
      return X_OK;
    case Access::read:
      return R_OK;
    case Access::write:
      break;
  }
  return W_OK;
}

bool has_identity(const Identity& identity) {
  return ::geteuid() == identity.user && !identity.groups.empty() && ::getegid() == identity.groups.front();
}

bool take_on(const Identity& identity) {
  if (has_identity(identity)) return true;
  const gid_t own = identity.groups.front();
  return ::setgroups(identity.groups.size(), identity.groups.data()) == 0 && ::setresgid(own, own, own) == 0 &&
         ::setresuid(identity.user, identity.user, identity.user) == 0;
}

// The life of the process that takes the identity on.
[[noreturn]] void answer_as(const Identity& identity, const std::function<std::string()>& ask, int answer) {
  bool is_told = false;
  try {
    if (take_on(identity)) {
      const std::string text = ask();
      is_told = ::write(answer, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    }
  } catch (const std::exception&) {
    is_told = false;
  }
  ::_exit(is_told ? EXIT_SUCCESS : EXIT_FAILURE);  // nothing of the parent's, such as its connection, is closed
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 512> bytes{};
  for (ssize_t count = 1; count > 0;) {
    count = ::read(descriptor, bytes.data(), bytes.size());
    if (count > 0) text.append(bytes.data(), static_cast<std::size_t>(count));
  }
  return text;
}

// The numbers after `key` in /proc/PID/status.
std::vector<unsigned> read_numbers(const fs::path& status, const std::string& key) {
  std::ifstream file(status);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    std::istringstream words(line.substr(key.size()));
    std::vector<unsigned> numbers;
    for (unsigned number = 0; words >> number;) numbers.push_back(number);
    return numbers;
  }
  return {};
}

std::string name_of(uid_t user) {
  const passwd* entry = ::getpwuid(user);  // NOLINT(concurrency-mt-unsafe): single-threaded
  return entry == nullptr ? std::to_string(user) : entry->pw_name;
}

}  // namespace

std::optional<Identity> find_identity(const std::string& user) {
  const passwd* entry = ::getpwnam(user.c_str());  // NOLINT(concurrency-mt-unsafe): single-threaded
  if (entry == nullptr) return std::nullopt;
  Identity identity{user, entry->pw_uid, {}};
  int count = 64;
  identity.groups.resize(static_cast<std::size_t>(count));
  while (::getgrouplist(user.c_str(), entry->pw_gid, identity.groups.data(), &count) < 0) {
    identity.groups.resize(static_cast<std::size_t>(count));
  }
  identity.groups.resize(static_cast<std::size_t>(count));
  return identity;
}

std::optional<Identity> find_identity_of_process(const fs::path& process) {
  static constexpr std::size_t effective = 1;  // after the real one
  const auto users = read_numbers(process / "status", "Uid:");
  const auto groups = read_numbers(process / "status", "Gid:");
  if (users.size() <= effective || groups.size() <= effective) return std::nullopt;
  Identity identity{name_of(users[effective]), users[effective], {groups[effective]}};
  for (const unsigned group : read_numbers(process / "status", "Groups:")) identity.groups.push_back(group);
  return identity;
}

std::optional<std::string> ask_as(const Identity& identity, const std::function<std::string()>& ask) {
  std::array<int, 2> ends{};
  if (identity.groups.empty() || ::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  const pid_t child = ::fork();
  if (child == 0) answer_as(identity, ask, ends[1]);
  ::close(ends[1]);
  std::string text = read_all(ends[0]);
  ::close(ends[0]);
  int status = 0;
  const bool has_answered =
      child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
  return has_answered ? std::optional(std::move(text)) : std::nullopt;
}

Permission ask_permission(const Identity& identity, const fs::path& file, Access access) {
  const auto refused = ask_as(identity, [&] {
    for (const auto& step : list_steps(file)) {
      const int mode = step == file ? mode_of(access) : X_OK;
      if (::faccessat(AT_FDCWD, step.c_str(), mode, AT_EACCESS) != 0) return step.string();
    }
    return std::string();
  });
  if (!refused) return {};
  if (refused->empty()) return {.answer = Answer::yes};
  return {.answer = Answer::no, .obstacle = *refused};
}

}  // namespace latchkey::cli
