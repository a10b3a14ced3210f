#include "support/database_template.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "support/command.hpp"
#include "support/dialect.hpp"
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

}  // namespace

std::filesystem::path find_database_template() {
  const std::filesystem::path folder =
      std::filesystem::path(build_folder()) / ("database-template-" + std::string(server_name()));
  const FileLock lock(folder.string() + ".lock");
  if (!std::filesystem::exists(folder)) {
    const std::string fresh = folder.string() + ".new";
    std::filesystem::remove_all(fresh);
    const TemporaryFolder temporary;
    const auto made = run(quoted(source_folder() + "/scripts/database-server") + " make " + quoted(fresh) + " " +
                          quoted(temporary.path()));
    if (made.exit_code != 0) throw std::runtime_error("scripts/database-server: " + made.errors);
    std::filesystem::rename(fresh, folder);
  }
  return folder;
}

}  // namespace latchkey::test
