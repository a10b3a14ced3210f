#include "mails/smtp_server.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "support/folders.hpp"

namespace latchkey::test {

SmtpServer::SmtpServer(MailTls tls, std::string user, std::string password)
    : tls_(tls), user_(std::move(user)), password_(std::move(password)) {
  const auto folder = folder_.path();
  if (tls_ != MailTls::off) {
    const auto made =
        run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost "
            "-addext subjectAltName=DNS:localhost -keyout " +
            quoted(folder / "key.pem") + " -out " + quoted(folder / "certificate.pem"));
    if (made.exit_code != 0) throw std::runtime_error("openssl: " + made.errors);
  }
  start();
}

SmtpServer::~SmtpServer() { stop(); }

void SmtpServer::start() {
  const auto folder = folder_.path();
  std::filesystem::remove(folder / "port");
  const std::vector<std::string> names{"off", "starttls", "implicit"};
  const std::string& tls = names.at(tls_ == MailTls::off ? 0 : tls_ == MailTls::starttls ? 1 : 2);
  std::vector<std::string> words{"python3",
                                 "-B",
                                 source_folder() + "/tests/simulators/smtp_server.py",
                                 folder,
                                 "--tls",
                                 tls,
                                 "--port",
                                 std::to_string(port_),
                                 "--certificate",
                                 folder / "certificate.pem",
                                 "--key",
                                 folder / "key.pem"};
  if (!user_.empty()) words.insert(words.end(), {"--user", user_, "--password", password_});
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int log = ::open((folder / "log").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv("/usr/bin/python3", arguments.data());  // Debian's, which has the package
    ::_exit(127);
  }
  if (!holds_within(std::chrono::seconds{20}, [&] { return std::filesystem::exists(folder / "port"); })) {
    throw std::runtime_error("the SMTP server does not start: " + read_file(folder / "log"));
  }
  port_ = std::stoi(read_file(folder / "port"));
}

void SmtpServer::stop() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

MailConfig SmtpServer::config() const {
  MailConfig config;
  config.host = "localhost";
  config.port = static_cast<std::uint16_t>(port_);
  config.tls = tls_;
  if (tls_ != MailTls::off) config.ca_file = folder_.path() / "certificate.pem";
  config.user = user_;
  config.password = password_;
  config.from = "hello@members.example.com";
  config.templates = folder_.path() / "templates";
  return config;
}

std::vector<nlohmann::json> SmtpServer::mails(const std::string& recipient) const {
  std::vector<nlohmann::json> mails;
  const auto file = folder_.path() / "mails.jsonl";
  if (!std::filesystem::exists(file)) return mails;
  std::istringstream lines(read_file(file));
  for (std::string line; std::getline(lines, line);) {
    auto mail = nlohmann::json::parse(line, nullptr, false);  // the last one may be half written
    if (mail.is_object() && (recipient.empty() || mail["recipients"][0] == recipient)) mails.push_back(mail);
  }
  return mails;
}

void SmtpServer::refuse_all(bool refuses) const {
  if (refuses) return write_file(folder_.path() / "refuse", "");
  std::filesystem::remove(folder_.path() / "refuse");
}

std::string token_in(const nlohmann::json& mail) {
  const std::string text = mail["text"];
  std::smatch found;
  return std::regex_search(text, found, std::regex("token=(l[a-z]_[A-Za-z0-9_-]{43})")) ? found.str(1) : "";
}

}  // namespace latchkey::test
