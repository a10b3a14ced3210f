#include "support/stack.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "base/uuid.hpp"
#include "support/folders.hpp"

namespace latchkey::test {
namespace {

std::string demo(const std::string& arguments) {
  return "LATCHKEY_BUILD_DIR=" + quoted(build_folder()) + " " + quoted(source_folder() + "/scripts/demo") + " " +
         arguments;
}

std::map<std::string, std::string> read_env(const std::filesystem::path& path) {
  std::map<std::string, std::string> env;
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line);) {
    const auto equals = line.find('=');
    std::string value = line.substr(equals + 1);
    if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
    env[line.substr(0, equals)] = value;
  }
  return env;
}

}  // namespace

// A process that has ended but was not yet fetched by its parent is not alive.
bool is_alive(int pid) {
  const std::string stat = read_file("/proc/" + std::to_string(pid) + "/stat");
  return !stat.empty() && stat.find(") Z ") == std::string::npos;
}

namespace {

void wait_until(bool (*is_done)(int), int pid) {
  for (int i = 0; i < 300 && !is_done(pid); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{50});
}

}  // namespace

int find_free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool is_bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  if (!is_bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

Stack::Stack(Mails mails, const std::string& extra) {
  const auto extra_file = folder_.path() / "extra.toml";
  if (!extra.empty()) write_file(extra_file, extra);
  const auto started =
      run((mails == Mails::off ? "LATCHKEY_DEMO_MAIL=off " : "") +
          demo("--detach --dir " + quoted(folder()) + " --port " + std::to_string(find_free_port()) +
               (extra.empty() ? "" : " --extra " + quoted(extra_file))));
  if (started.exit_code != 0) throw std::runtime_error("scripts/demo: " + started.output + started.errors);
  env_ = read_env(folder() / "demo.env");
  http_ = std::make_unique<HttpClient>(env("BASE_URL"), env("CA_FILE"));
  http_->observe(keep_answer);
  note_secret(api_key());
  note_secret(env("ADMIN_PASSWORD"));
}

Stack::~Stack() {
  for (const auto& file : find_leaks()) {
    std::cerr << "a secret is in " << file << '\n';
    std::abort();  // no test of this program counts
  }
  static_cast<void>(run(demo("--stop --dir " + quoted(folder()))));
}

Stack& Stack::shared() {
  static Stack stack;
  return stack;
}

CommandResult Stack::latchkey(const std::string& arguments, const std::string& input) const {
  return run("LATCHKEY_CONFIG=" + quoted(env("CONFIG")) + " SSL_CERT_FILE=" + quoted(env("CA_FILE")) + " " +
                 quoted(env("BIN_DIR") + "/latchkey") + " " + arguments,
             input);
}

std::unique_ptr<db::Connection> Stack::connect() const {
  DatabaseConfig config;
  config.socket = env("DB_SOCKET");
  config.name = env("DB_NAME");
  config.user = "root";
  return std::make_unique<db::Connection>(config);
}

int Stack::pid_of(const std::string& service) const {
  return std::stoi(read_file(folder() / "run" / (service + ".pid")));
}

void Stack::stop_database() const {
  const int pid = pid_of("database");
  ::kill(pid, SIGTERM);
  wait_until([](int p) { return !is_alive(p); }, pid);
}

void Stack::start_database(const std::string& more_options) const {
  const std::string folder_text = folder();
  const auto started =
      run("setsid " + quoted(source_folder() + "/scripts/database-server") + " run " + quoted(folder_text + "/data") +
          " " + quoted(env("DB_SOCKET")) + " " + quoted(folder_text + "/tmp") + " " + more_options + " >>" +
          quoted(folder_text + "/log/database.log") + " 2>&1 & echo $! >" + quoted(folder_text + "/run/database.pid"));
  if (started.exit_code != 0) throw std::runtime_error("scripts/database-server: " + started.errors);
  for (int i = 0; i < 300; ++i) {
    try {
      static_cast<void>(connect()->query("SELECT 1"));
      return;
    } catch (const Unavailable&) {
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
  }
  throw std::runtime_error("the database does not come back");
}

Answer Stack::post(const std::string& path, const nlohmann::json& body, const Headers& more) const {
  Headers headers{{"X-Api-Key", api_key()}, {"Content-Type", "application/json"}};
  headers.insert(headers.end(), more.begin(), more.end());
  return post_text(path, body.dump(), headers);
}

Answer Stack::post_text(const std::string& path, const std::string& body, const Headers& headers) const {
  return http().send("POST", path, headers, body);
}

// One file per process, so that test programs can run side by side. HEAD has no description of its own.
void Stack::keep_answer(const std::string& method, const std::string& path,
                        const std::optional<std::string>& request_body, const Answer& answer) {
  const bool is_described =
      path.starts_with("/api/") || path.starts_with("/auth/session") || path.starts_with("/healthz");
  if (!is_described || method == "HEAD") return;
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  static std::ofstream file(build_folder() + "/answers-" + std::to_string(::getpid()) + ".jsonl");
  nlohmann::json headers = nlohmann::json::object();
  for (const auto& [name, value] : answer.headers) headers[name] = value;
  nlohmann::json line{
      {"method", method}, {"path", path}, {"status", answer.status}, {"headers", headers}, {"body", answer.body}};
  // What was accepted is UTF-8; what was refused may be anything.
  if (request_body && answer.status < 300) line["requestBody"] = *request_body;
  file << line.dump() << std::endl;
}

std::vector<std::string> Stack::find_leaks() const {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder() / "log")) {
    const std::string text = read_file(entry.path());
    for (const auto& secret : secrets_) {
      if (text.find(secret) != std::string::npos) files.push_back(entry.path());
    }
  }
  return files;
}

nlohmann::json new_customer() { return customer_with_email(Uuid::make().text() + "@example.com"); }

nlohmann::json customer_with_email(const std::string& email) {
  return {{"firstName", "Maria"},           {"lastName", "Rossi"},     {"email", email},
          {"nationalityCountryCode", "IT"}, {"phone", "+35799123456"}, {"phoneCountryCode", "CY"},
          {"password", "sunny day 7"}};
}

}  // namespace latchkey::test
