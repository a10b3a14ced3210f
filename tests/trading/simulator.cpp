#include "trading/simulator.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "support/folders.hpp"

namespace latchkey::test {
namespace {

using nlohmann::json;

std::string wait_for_port(const std::filesystem::path& file, const std::filesystem::path& log) {
  for (int i = 0; i < 1000; ++i) {
    if (std::filesystem::exists(file)) return std::to_string(std::stoi(read_file(file)));
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  throw std::runtime_error("the simulator does not start: " + read_file(log));
}

void make_certificate(const std::filesystem::path& folder) {
  const auto made =
      run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
          "-addext subjectAltName=IP:127.0.0.1 -keyout " +
          quoted(folder / "server.key") + " -out " + quoted(folder / "server.pem"));
  if (made.exit_code != 0) throw std::runtime_error("openssl: " + made.errors);
}

}  // namespace

Simulator::Simulator(SimulatorKind kind, const json& settings) {
  const std::string folder = folder_.path();
  const bool is_mt5 = kind == SimulatorKind::mt5;
  if (is_mt5) make_certificate(folder_.path());
  std::vector<std::string> words{"python3",
                                 "-B",
                                 source_folder() + "/tests/simulators/" + (is_mt5 ? "mt5" : "mt4") + "_simulator.py",
                                 "--port-file",
                                 folder + "/port",
                                 "--control-port-file",
                                 folder + "/control",
                                 "--record",
                                 folder + "/accounts.jsonl",
                                 "--settings",
                                 settings.dump()};
  if (is_mt5) words.insert(words.end(), {"--certificate", folder + "/server.pem", "--key", folder + "/server.key"});
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int log = ::open((folder + "/log").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  control_at("http://127.0.0.1:" + wait_for_port(folder_.path() / "control", folder_.path() / "log"),
             folder_.path() / "accounts.jsonl");
  port_ = static_cast<std::uint16_t>(std::stoi(wait_for_port(folder_.path() / "port", folder_.path() / "log")));
}

Simulator::~Simulator() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

json SimulatorControl::control(const std::string& path, const json& body) const {
  const std::string data = body.is_null() ? "" : " --data-binary @-";
  const auto answer = run("curl -fsS" + data + " " + quoted(address_ + path), body.is_null() ? "" : body.dump());
  if (answer.exit_code != 0) throw std::runtime_error("the simulator's control: " + answer.errors);
  return json::parse(answer.output);
}

void SimulatorControl::add_fault(const std::string& command, const std::string& kind, json more) const {
  more["command"] = command;
  more["kind"] = kind;
  static_cast<void>(control("/faults", {{"faults", json::array({more})}}));
}

void SimulatorControl::clear_faults() const { static_cast<void>(control("/faults", {{"faults", json::array()}})); }

void SimulatorControl::set(const json& settings) const { static_cast<void>(control("/set", settings)); }

void SimulatorControl::restart(double seconds) const { static_cast<void>(control("/restart", {{"seconds", seconds}})); }

std::vector<json> SimulatorControl::accounts() const {
  std::vector<json> accounts;
  std::istringstream lines(read_file(record_));
  for (std::string line; std::getline(lines, line);) accounts.push_back(json::parse(line));
  return accounts;
}

int SimulatorControl::count(const std::string& statistic) const { return control("/stats").value(statistic, 0); }

int SimulatorControl::count_command(const std::string& command) const {
  return control("/stats").at("commands").value(command, 0);
}

trading::Mt5Settings Simulator::mt5() const {
  trading::Mt5Settings settings;
  settings.https.host = "127.0.0.1";
  settings.https.port = port_;
  settings.https.trust.ca_file = certificate_file();
  settings.https.connect_timeout = std::chrono::milliseconds{2000};
  settings.https.request_timeout = std::chrono::milliseconds{2000};
  settings.manager_login = "1000";
  settings.secret = "Password1";
  return settings;
}

trading::Mt4Settings Simulator::mt4() const {
  trading::Mt4Settings settings;
  settings.host = "127.0.0.1";
  settings.port = port_;
  settings.master_password = "master";
  settings.connect_timeout = std::chrono::milliseconds{1000};
  settings.request_timeout = std::chrono::milliseconds{1500};
  return settings;
}

}  // namespace latchkey::test
