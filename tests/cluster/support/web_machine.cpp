#include "cluster/support/web_machine.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

#include "support/folders.hpp"

namespace latchkey::test {
namespace {

constexpr std::array<const char*, 3> programs{"customers", "login", "session"};

std::string program_of(const std::string& path) {
  if (path.starts_with("/auth/session") || path.starts_with("/auth/verify")) return "session";
  return path.starts_with("/auth/") ? "login" : "customers";
}

std::string list(const std::vector<DatabaseAddress>& hosts) {
  std::string text;
  for (const auto& host : hosts) text += (text.empty() ? "\"" : ", \"") + write_database_address(host) + "\"";
  return "[" + text + "]";
}

}  // namespace

WebMachine::WebMachine(const Options& options) : environment_(options.environment) {
  for (const char* name : {"sessions", "metrics", "run"}) std::filesystem::create_directory(folder_.path() / name);
  write_file(folder_.path() / "latchkey.toml",
             "[site]\nbase_url = \"https://members.example.com\"\n"
             "[database]\nhosts = " +
                 list(options.hosts) + "\nallow_cleartext = true\nname = \"latchkey\"\nuser = \"" + options.user +
                 "\"\npassword = \"" + options.password +
                 "\"\n"
                 "[password]\nmemory = 64\npasses = 1\n"
                 "[session]\ncache_folder = \"" +
                 file("sessions") + "\"\n[metrics]\nfolder = \"" + file("metrics") + "\"\n[sockets]\nfolder = \"" +
                 file("run") + "\"\n" + options.more_settings);
  for (const char* program : programs) start(program);
  for (const char* program : programs) {
    if (!holds_within(std::chrono::seconds{10},
                      [&] { return std::filesystem::exists(file(std::string("run/") + program + ".sock")); })) {
      throw std::runtime_error(std::string(program) + " does not start: " + log());
    }
  }
}

WebMachine::~WebMachine() {
  for (const int pid : pids_) ::kill(-pid, SIGKILL);
  for (const int pid : pids_) ::waitpid(pid, nullptr, 0);
}

// In a process group of its own, which ends as a whole.
void WebMachine::start(const std::string& program) {
  const std::string command =
      "LATCHKEY_CONFIG=" + quoted(file("latchkey.toml")) + " exec spawn-fcgi -n -s " +
      quoted(file("run/" + program + ".sock")) + " -M 0660 -- /usr/bin/multiwatch -r 1000000000 -f " +
      std::to_string(processes) + " -- /usr/bin/env " + environment_ + " " +
      quoted(build_folder() + "/bin/latchkey-" + program) + " >>" + quoted(file("log")) + " 2>&1";
  const int pid = ::fork();
  if (pid == 0) {
    ::setpgid(0, 0);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);  // NOLINT(cppcoreguidelines-pro-type-vararg)
    ::_exit(127);
  }
  ::setpgid(pid, pid);
  pids_.push_back(pid);
}

Answer WebMachine::send(const FastCgiRequest& request) const {
  return send_fastcgi(file("run/" + program_of(request.path) + ".sock"), request);
}

CommandResult WebMachine::latchkey(const std::string& arguments, const std::string& input) const {
  return run("LATCHKEY_CONFIG=" + quoted(file("latchkey.toml")) + " /usr/bin/env " + environment_ + " " +
                 quoted(build_folder() + "/bin/latchkey") + " " + arguments,
             input);
}

std::string WebMachine::log() const { return read_file(file("log")); }

}  // namespace latchkey::test
