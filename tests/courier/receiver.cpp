#include "courier/receiver.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <sstream>
#include <stdexcept>

#include "support/folders.hpp"

namespace latchkey::test {

Receiver::Receiver() {
  const auto folder = folder_.path();
  const auto made =
      run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
          "-addext subjectAltName=IP:127.0.0.1,DNS:receiver.example -keyout " +
          quoted(folder / "server.key") + " -out " + quoted(certificate_file()));
  if (made.exit_code != 0) throw std::runtime_error("openssl: " + made.errors);
  const std::string script = source_folder() + "/tests/simulators/receiver.mjs";
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int log = ::open((folder / "log").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::execlp("node", "node", script.c_str(), folder.c_str(), nullptr);
    ::_exit(127);
  }
  if (!holds_within(std::chrono::seconds{20}, [&] { return std::filesystem::exists(folder / "port"); })) {
    throw std::runtime_error("the receiver does not start: " + read_file(folder / "log"));
  }
  port_ = static_cast<std::uint16_t>(std::stoi(read_file(folder / "port")));
}

Receiver::~Receiver() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

std::string Receiver::url(const std::string& path) const { return "https://127.0.0.1:" + std::to_string(port_) + path; }

CourierConfig Receiver::config() const {
  return {.allow = {{*Cidr::parse("127.0.0.1"), port_}}, .ca_file = certificate_file()};
}

std::vector<nlohmann::json> Receiver::requests(const std::string& path) const {
  std::vector<nlohmann::json> requests;
  const auto file = folder_.path() / "requests.jsonl";
  if (!std::filesystem::exists(file)) return requests;
  std::istringstream lines(read_file(file));
  for (std::string line; std::getline(lines, line);) {
    auto request = nlohmann::json::parse(line, nullptr, false);  // the last one may be half written
    if (request.is_object() && request["url"].get<std::string>().starts_with(path)) requests.push_back(request);
  }
  return requests;
}

int Receiver::count_fast() const {
  const auto answer = run("curl -fsS --cacert " + quoted(certificate_file()) + " " + quoted(url("/count")));
  if (answer.exit_code != 0) throw std::runtime_error("the receiver: " + answer.errors);
  return std::stoi(answer.output);
}

}  // namespace latchkey::test
