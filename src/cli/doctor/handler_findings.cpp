#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "cli/doctor/findings.hpp"
#include "cli/probes/handler_processes.hpp"

namespace latchkey::cli {
namespace {

enum class Listener { none, present, queue_full };

// Never waits: a connection to a listener that takes none out of its full queue would wait for ever.
Listener find_listener(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return Listener::none;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int error = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : errno;
  ::close(fd);
  if (error == EAGAIN) return Listener::queue_full;
  return error == 0 ? Listener::present : Listener::none;
}

// A process that has died is replaced within 5 s, and one that systemd starts at the first request comes after the
// connection that has tried the socket: fewer than wanted are looked at again for a little longer.
void check_processes(Report& report, const std::string& path, Program program) {
  static constexpr auto longest = std::chrono::seconds{6};
  static constexpr auto pause = std::chrono::milliseconds{200};
  const auto deadline = std::chrono::steady_clock::now() + longest;
  auto found = count_handler_processes(path);
  const bool sees_all = ::geteuid() == 0;
  const auto is_short = [&] { return found ? found->live < found->wanted.value_or(1) : sees_all; };
  while (is_short() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(pause);
    found = count_handler_processes(path);
  }
  if (!found && !sees_all) return report.ok(path + " (run this as root to have its processes counted)");
  if (!found) {
    return report.warn(path + " is listened on, but no process that serves it is to be seen",
                       "see the journal of latchkey-" + std::string(section_name(program)) +
                           ", unless it runs in a container of its own");
  }
  const std::string live = std::to_string(found->live);
  if (!is_short()) return report.ok(path + ", processes: " + live);
  report.fail(path + " is served by " + live + " of " + std::to_string(found->wanted.value_or(1)) + " processes",
              "start latchkey-" + std::string(section_name(program)) +
                  " again; multiwatch gives up a process that dies three times quickly unless it has -r 1000000000");
}

void check_socket(Report& report, const std::string& path, Program program) {
  const std::string name = "latchkey-" + std::string(section_name(program));
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) {
    report.fail("no socket " + path,
                "start " + name + " under spawn-fcgi, or set sockets.folder (\"\" under plain CGI)");
    return;
  }
  const Listener listener = find_listener(path);
  if (listener == Listener::none) {
    report.fail("nobody listens on " + path, "start " + name + " again");
  } else if ((status.st_mode & S_IRWXO) != 0) {
    report.fail(path + " is open to every user of this machine", "spawn-fcgi -M 0660, with nginx's group");
  } else {
    check_processes(report, path, program);
    if (listener == Listener::queue_full) {
      report.warn(path + " has a full queue: requests come faster than its processes answer them, or these hang",
                  "see the journal of " + name + "; more processes and a longer queue: docs/scaling.md");
    }
  }
}

}  // namespace

void check_handlers(Examination& examination) {
  auto& report = examination.report;
  report.begin("Handlers");
  const Config& config = examination.context.config();
  if (config.sockets_folder.empty()) return report.ok("no sockets to look at: the handlers run as CGI");
  for (const Program program : handlers) {
    if (is_set_up(config, program)) check_socket(report, socket_path(config, program), program);
  }
}

}  // namespace latchkey::cli
