#include "cli/probes/nginx_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>

#include "base/files/whole_file.hpp"

namespace latchkey::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view master_title = "nginx: master process ";
constexpr std::string_view worker_title = "nginx: worker process";

struct Run {
  bool has_succeeded = false;
  std::string output;
};

struct Reading {
  bool has_ended = false;  // the other side has closed
  std::string text;
};

Reading read_until(int descriptor, std::chrono::steady_clock::time_point deadline) {
  Reading reading;
  std::array<char, 65536> bytes{};
  while (!reading.has_ended) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd waited{descriptor, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waited, 1, static_cast<int>(left.count())) <= 0) break;
    const ssize_t count = ::read(descriptor, bytes.data(), bytes.size());
    reading.has_ended = count <= 0;
    if (count > 0) reading.text.append(bytes.data(), static_cast<std::size_t>(count));
  }
  return reading;
}

// Runs a program without a shell, its standard error with its output. It is killed after 10 s: nginx -T looks the names
// of upstreams up.
Run run(std::vector<std::string> arguments) {
  static constexpr auto longest = std::chrono::seconds{10};
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  pid_t child = 0;
  const bool has_started = ::posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ) == 0;
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (!has_started) {
    ::close(ends[0]);
    return {};
  }
  Reading reading = read_until(ends[0], std::chrono::steady_clock::now() + longest);
  ::close(ends[0]);
  if (!reading.has_ended) ::kill(child, SIGKILL);
  int status = 0;
  const bool has_succeeded = ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return {has_succeeded, std::move(reading.text)};
}

std::string read_title(const fs::path& process) {
  std::string title = read_whole_file(process / "cmdline").value_or("");  // it may have ended meanwhile
  std::ranges::replace(title, '\0', ' ');
  return title;
}

// Its configuration would be that of another machine in a container.
bool is_in_our_files(const fs::path& process) {
  std::error_code problem;
  return fs::read_symlink(process / "ns/mnt", problem) == fs::read_symlink("/proc/self/ns/mnt", problem) && !problem;
}

bool is_trusted(const fs::path& process) {
  struct stat status {};
  return ::stat(process.c_str(), &status) == 0 && (status.st_uid == 0 || status.st_uid == ::geteuid());
}

// nginx's own arguments stand in its title, with spaces between them: what has none in it can be read back.
std::vector<std::string> read_file_options(const std::string& title) {
  std::istringstream words(title.substr(master_title.size()));
  std::vector<std::string> options;
  for (std::string word; words >> word;) {
    if (word != "-c" && word != "-p" && word != "-e") continue;
    std::string value;
    if (words >> value) options.insert(options.end(), {word, value});
  }
  return options;
}

Nginx read_configuration(const std::string& program, const std::vector<std::string>& options) {
  std::vector<std::string> arguments{program, "-T"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const Run dump = run(std::move(arguments));
  Nginx nginx;
  if (dump.has_succeeded) {
    nginx.directives = parse_nginx_directives(dump.output);
    return nginx;
  }
  std::istringstream lines(dump.output);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("[emerg]") != std::string::npos) nginx.problem = line;
  }
  if (nginx.problem.empty()) nginx.problem = dump.output.empty() ? "it does not start" : "it ends without a reason";
  return nginx;
}

std::optional<Identity> find_worker(const fs::path& master) {
  std::ifstream children(master / "task" / master.filename() / "children");
  for (std::string pid; children >> pid;) {
    const fs::path process = fs::path("/proc") / pid;
    if (read_title(process).starts_with(worker_title)) return find_identity_of_process(process);
  }
  return std::nullopt;
}

}  // namespace

std::vector<Nginx> find_nginx() {
  std::vector<Nginx> all;
  std::error_code ignored;  // processes end while they are looked at
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const std::string title = read_title(entry.path());
    if (!title.starts_with(master_title) || !is_trusted(entry.path()) || !is_in_our_files(entry.path())) continue;
    const fs::path program = fs::read_symlink(entry.path() / "exe", ignored);
    // After an upgrade the file that runs may be gone.
    const bool is_there = !program.empty() && fs::exists(program, ignored);
    Nginx nginx = read_configuration(is_there ? program.string() : "nginx", read_file_options(title));
    nginx.is_running = true;
    nginx.worker = find_worker(entry.path());
    all.push_back(std::move(nginx));
  }
  if (all.empty()) {
    Nginx installed = read_configuration("nginx", {});
    if (!installed.directives.empty() || installed.problem != "it does not start") all.push_back(std::move(installed));
  }
  return all;
}

}  // namespace latchkey::cli
