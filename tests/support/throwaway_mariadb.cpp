#include "support/throwaway_mariadb.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

#include "cli/schema/migrations.hpp"
#include "support/folders.hpp"

namespace latchkey::test {
namespace {

// Held until it goes, also when making the template fails: the next try in this process would wait for itself.
class FileLock {
 public:
  explicit FileLock(const std::string& file) : descriptor_(::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
    ::flock(descriptor_, LOCK_EX);
  }
  ~FileLock() { ::close(descriptor_); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  FileLock(FileLock&&) = delete;
  FileLock& operator=(FileLock&&) = delete;

 private:
  int descriptor_;
};

// The empty system tables take seconds to make and are the same every time: made once a build folder, then copied.
std::filesystem::path find_template() {
  const std::filesystem::path folder = std::filesystem::path(build_folder()) / "mariadb-template";
  const FileLock lock(build_folder() + "/mariadb-template.lock");
  if (!std::filesystem::exists(folder)) {
    const std::string fresh = folder.string() + ".new";
    std::filesystem::remove_all(fresh);
    const TemporaryFolder temporary;  // a server that starts removes the temporary files of others from a shared folder
    const auto made =
        run("mariadb-install-db --no-defaults --auth-root-authentication-method=normal --skip-test-db --force "
            "--user=$(id -un) "
            "--innodb-log-file-size=8M --tmpdir=" +
            quoted(temporary.path()) + " --datadir=" + quoted(fresh));
    if (made.exit_code != 0) throw std::runtime_error("mariadb-install-db: " + made.errors);
    std::filesystem::rename(fresh, folder);
  }
  return folder;
}

}  // namespace

ThrowawayMariadb::ThrowawayMariadb(const std::vector<std::string>& more_options) {
  const std::string folder = folder_.path();
  std::filesystem::copy(find_template(), folder_.path() / "data", std::filesystem::copy_options::recursive);
  const std::string user = run("printf %s $(id -un)").output;
  std::vector<std::string> command{"mariadbd",
                                   "--no-defaults",
                                   "--datadir=" + folder + "/data",
                                   "--socket=" + folder + "/db.sock",
                                   "--user=" + user,
                                   "--tmpdir=" + folder,
                                   "--skip-networking",
                                   "--innodb-buffer-pool-size=32M",
                                   "--innodb-log-file-size=8M",
                                   "--innodb-flush-log-at-trx-commit=0"};
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
  throw std::runtime_error("mariadbd does not answer: " + read_file(folder + "/log"));
}

ThrowawayMariadb::~ThrowawayMariadb() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

DatabaseConfig ThrowawayMariadb::config(const std::string& schema) const {
  DatabaseConfig config;
  config.socket = folder_.path() / "db.sock";
  config.name = schema;
  config.user = "root";
  return config;
}

void ThrowawayMariadb::make_schema(const std::string& name) const {
  db::Connection root(config(""));
  root.execute_text("DROP DATABASE IF EXISTS " + name);
  root.execute_text("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
}

SharedDatabase::SharedDatabase() { static_cast<void>(server()); }

ThrowawayMariadb& SharedDatabase::server() {
  static ThrowawayMariadb server;
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
