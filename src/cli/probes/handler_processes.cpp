#include "cli/probes/handler_processes.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "base/files/whole_file.hpp"
#include "cli/probes/socket_file.hpp"

namespace latchkey::cli {
namespace {

namespace fs = std::filesystem;

// The numbers of the sockets that listen and were bound to the path. A line of /proc/net/unix is
// `address: references protocol flags type state inode path`; __SO_ACCEPTCON of the flags marks one that listens.
std::vector<ino_t> list_listeners(const std::string& socket_path) {
  static constexpr unsigned long listens = 0x10000;
  std::vector<ino_t> listeners;
  std::ifstream sockets("/proc/net/unix");
  for (std::string line; std::getline(sockets, line);) {
    std::istringstream words(line);
    std::array<std::string, 7> columns;
    for (auto& column : columns) words >> column;
    std::string path;
    std::getline(words >> std::ws, path);
    unsigned long flags = 0;
    std::from_chars(columns[3].data(), columns[3].data() + columns[3].size(), flags, 16);
    if (path == socket_path && (flags & listens) != 0)
      listeners.push_back(std::strtoull(columns[6].c_str(), nullptr, 10));
  }
  return listeners;
}

// The number of the socket that listens at the path. A server that was started again, and whose old processes live on,
// has left one that was bound to a file of the same name.
std::optional<ino_t> find_listener(const std::string& socket_path) {
  const auto listeners = list_listeners(socket_path);
  if (listeners.empty()) return std::nullopt;
  struct stat file {};
  if (listeners.size() == 1 || ::stat(socket_path.c_str(), &file) != 0) return listeners.front();
  const auto found = std::ranges::find_if(
      listeners, [&](ino_t listener) { return find_socket_file(listener).value_or(file.st_ino) == file.st_ino; });
  return found == listeners.end() ? std::nullopt : std::optional(*found);
}

// The arguments of a process, its name first.
std::vector<std::string> read_arguments(const fs::path& process) {
  std::ifstream file(process / "cmdline");
  std::vector<std::string> arguments;
  for (std::string argument; std::getline(file, argument, '\0');) arguments.push_back(argument);
  return arguments;
}

// Its letter in /proc/PID/stat, which follows the name in brackets: R, S, D, T (stopped), Z (dead) and others.
char read_state(const fs::path& process) {
  const std::string text = read_whole_file(process / "stat").value_or("");  // it may have ended meanwhile
  const auto bracket = text.rfind(')');
  return bracket != std::string::npos && bracket + 2 < text.size() ? text[bracket + 2] : 'Z';
}

// `-f N` or `-fN` of multiwatch, which is 1 unless it is given; nothing for another program.
std::optional<int> read_wanted(const std::vector<std::string>& arguments) {
  if (arguments.empty() || fs::path(arguments.front()).filename() != "multiwatch") return std::nullopt;
  int wanted = 1;
  for (std::size_t i = 1; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (!arguments[i].starts_with("-f")) continue;
    const std::string number = arguments[i].size() > 2    ? arguments[i].substr(2)
                               : i + 1 < arguments.size() ? arguments[i + 1]
                                                          : "";
    std::from_chars(number.data(), number.data() + number.size(), wanted);
  }
  return wanted;
}

bool is_process(const fs::path& path) {
  const std::string name = path.filename();
  return std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

// The processes, as folders of /proc, whose standard input is the socket that listens at the path.
std::vector<fs::path> list_holders(const std::string& socket_path) {
  std::vector<fs::path> holders;
  const auto listener = find_listener(socket_path);
  if (!listener) return holders;
  const std::string held = "socket:[" + std::to_string(*listener) + "]";
  std::error_code ignored;  // processes end while they are looked at
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    if (is_process(entry.path()) && fs::read_symlink(entry.path() / "fd/0", ignored) == held) {
      holders.push_back(entry.path());
    }
  }
  return holders;
}

}  // namespace

std::optional<HandlerProcesses> count_handler_processes(const std::string& socket_path) {
  const auto holders = list_holders(socket_path);
  if (holders.empty()) return std::nullopt;
  HandlerProcesses processes;
  for (const auto& holder : holders) {
    if (const auto wanted = read_wanted(read_arguments(holder))) {
      processes.wanted = processes.wanted.value_or(0) + *wanted;
    } else {
      static constexpr std::string_view at_work = "RSDI";
      if (at_work.find(read_state(holder)) != std::string_view::npos) ++processes.live;
    }
  }
  return processes;
}

std::optional<Identity> find_handler_identity(const std::string& socket_path) {
  for (const auto& holder : list_holders(socket_path)) {
    if (auto identity = find_identity_of_process(holder)) return identity;
  }
  return std::nullopt;
}

}  // namespace latchkey::cli
