#include "support/throwaway_server.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

#include "cli/schema/migrations.hpp"
#include "support/database_template.hpp"
#include "support/folders.hpp"

namespace latchkey::test {
ThrowawayServer::ThrowawayServer(const std::vector<std::string>& more_options) {
  const std::string folder = folder_.path();
  std::filesystem::copy(find_database_template(), folder_.path() / "data", std::filesystem::copy_options::recursive);
  std::vector<std::string> command{source_folder() + "/scripts/database-server",
                                   "run",
                                   folder + "/data",
                                   folder + "/db.sock",
                                   folder,
                                   "--innodb-buffer-pool-size=32M",
                                   "--innodb-flush-log-at-trx-commit=0",
                                   "--innodb-flush-method=nosync"};  // on MySQL migrations take a fifth of the time
  command.insert(command.end(), more_options.begin(), more_options.end());
  std::vector<char*> arguments;
  for (auto& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) {
    const int log = ::open((folder + "/log").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::execvp(arguments.front(), arguments.data());
    ::_exit(127);
  }
  db::Connection root(config(""));
  for (int i = 0; i < 300; ++i) {
    try {
      static_cast<void>(root.query("SELECT 1"));
      make_schema("latchkey");
      return;
    } catch (const Unavailable&) {
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
  }
  throw std::runtime_error("the database does not answer: " + read_file(folder + "/log"));
}

ThrowawayServer::~ThrowawayServer() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

DatabaseConfig ThrowawayServer::config(const std::string& schema) const {
  DatabaseConfig config;
  config.socket = folder_.path() / "db.sock";
  config.name = schema;
  config.user = "root";
  return config;
}

void ThrowawayServer::make_schema(const std::string& name) const {
  db::Connection root(config(""));
  root.execute_text("DROP DATABASE IF EXISTS " + name);
  root.execute_text("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
}

SharedDatabase::SharedDatabase() { static_cast<void>(server()); }

ThrowawayServer& SharedDatabase::server() {
  static ThrowawayServer server;
  static const bool migrated = [] {
    db::Connection db(server.config());
    cli::migrate(db, [](const std::string&) {});
    return true;
  }();
  static_cast<void>(migrated);
  return server;
}

std::unique_ptr<db::Connection> SharedDatabase::connect() {
  return std::make_unique<db::Connection>(server().config());
}

}  // namespace latchkey::test
