#include "cluster/support/galera_node.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "support/command.hpp"

namespace latchkey::test {
namespace {

pid_t execute(std::vector<std::string> command, const std::string& log, const std::string& clock_offset) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (auto& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const std::string preloaded = clock_offset.empty() ? std::string() : clock_library();
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::setpgid(0, 0);  // Ctrl-C is for the test, which then stops the nodes
  const int output = ::open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  if (!clock_offset.empty()) {
    ::setenv("LD_PRELOAD", preloaded.c_str(), 1);
    ::setenv("FAKETIME", clock_offset.c_str(), 1);
    ::setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
  }
  ::execvp(arguments.front(), arguments.data());
  ::_exit(127);
}

std::string find_clock_library() {
  for (const auto& folder : std::filesystem::directory_iterator("/usr/lib")) {
    const auto library = folder.path() / "faketime/libfaketimeMT.so.1";
    if (std::filesystem::exists(library)) return library;
  }
  throw std::runtime_error("libfaketime is not installed; scripts/test --nightly installs it (scripts/packages.txt)");
}

}  // namespace

const std::string& clock_library() {
  static const std::string library = find_clock_library();
  return library;
}

std::string galera_user() {
  static const std::string name = ::geteuid() == 0 ? "mysql" : run("printf %s \"$(id -un)\"").output;
  return name;
}

GaleraNode::GaleraNode(std::string name, std::string folder, std::uint16_t first_port)
    : name_(std::move(name)), folder_(std::move(folder)), first_port_(first_port) {}

std::string GaleraNode::address(int of) const { return "127.0.0.1:" + std::to_string(first_port_ + of); }

std::string GaleraNode::provider_options(const Cluster& cluster) const {
  std::string text = "base_host=127.0.0.1;base_port=" + std::to_string(first_port_ + 1) + ";gmcast.listen_addr=tcp://" +
                     address(1) + ";ist.recv_addr=" + address(2) +
                     ";gcache.size=64M;pc.recovery=false;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S"
                     ";evs.inactive_check_period=PT0.5S;evs.keepalive_period=PT0.5S;evs.install_timeout=PT4S";
  if (!cluster.provider_options.empty()) text += ";" + cluster.provider_options;
  return text;
}

std::vector<std::string> GaleraNode::command(const Cluster& cluster) const {
  std::vector<std::string> command{"/usr/sbin/mariadbd",
                                   "--no-defaults",
                                   "--user=" + galera_user(),
                                   "--datadir=" + folder_ + "/data",
                                   "--socket=" + folder_ + "/db.sock",
                                   "--tmpdir=" + folder_,
                                   "--pid-file=" + folder_ + "/pid",
                                   "--port=" + std::to_string(first_port_),
                                   "--bind-address=127.0.0.1",
                                   "--skip-name-resolve",
                                   "--binlog-format=ROW",
                                   "--innodb-autoinc-lock-mode=2",
                                   "--innodb-buffer-pool-size=64M",
                                   "--innodb-log-file-size=32M",
                                   "--innodb-flush-log-at-trx-commit=2",  // enough for a kill of the process
                                   "--innodb-flush-method=nosync",
                                   "--wsrep-on=ON",
                                   "--wsrep-provider=/usr/lib/galera/libgalera_smm.so",
                                   "--wsrep-cluster-name=latchkey",
                                   "--wsrep-cluster-address=" + cluster.members,
                                   "--wsrep-node-name=" + name_,
                                   "--wsrep-node-address=" + address(1),
                                   "--wsrep-node-incoming-address=" + address(0),
                                   "--wsrep-sst-method=rsync",
                                   "--wsrep-sst-receive-address=" + address(3),
                                   "--wsrep-provider-options=" + provider_options(cluster)};
  command.insert(command.end(), cluster.server_options.begin(), cluster.server_options.end());
  return command;
}

void GaleraNode::launch(const Cluster& cluster, Join join) {
  auto arguments = command(cluster);
  if (join == Join::fresh) arguments.emplace_back("--wsrep-new-cluster");
  pid_ = execute(std::move(arguments), folder_ + "/log", clock_offset_);
}

void GaleraNode::launch_again(const Cluster& cluster) {
  const std::string position = recover_position(cluster);
  auto arguments = command(cluster);
  if (!position.empty()) arguments.push_back("--wsrep-start-position=" + position);
  pid_ = execute(std::move(arguments), folder_ + "/log", clock_offset_);
}

std::string GaleraNode::recover_position(const Cluster& cluster) const {
  static const std::string before = "Recovered position: ";
  const std::string log = folder_ + "/recovery";
  std::filesystem::remove(log);
  auto arguments = command(cluster);
  arguments.emplace_back("--wsrep-recover");
  ::waitpid(execute(std::move(arguments), log, ""), nullptr, 0);
  const std::string text = read_file(log);
  const auto begin = text.rfind(before);
  if (begin == std::string::npos) return {};
  const auto from = begin + before.size();
  return text.substr(from, text.find_first_of(" \r\n", from) - from);
}

void GaleraNode::end(int signal) {
  if (pid_ == 0) return;
  send(signal);
  send(SIGCONT);
  ::waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void GaleraNode::send(int signal) const {
  if (pid_ != 0) ::kill(pid_, signal);
}

}  // namespace latchkey::test
