#include "customers/privacy/erased_file.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace latchkey::customers {
namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& what, int reason) {
  throw ErasedFileError(
      file + " cannot be " + what + ": " + std::generic_category().message(reason) +
      "; the ids of erased people are kept there (privacy.erased_file), and nobody is erased without it");
}

class OpenFile {
 public:
  OpenFile(const std::string& file, int flags) : fd_(::open(file.c_str(), flags | O_CLOEXEC, mode)) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  OpenFile(OpenFile&&) = delete;
  OpenFile& operator=(OpenFile&&) = delete;
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }

 private:
  static constexpr mode_t mode = S_IRUSR | S_IWUSR | S_IRGRP;
  int fd_;
};

// The timer and the admin area of an installed package write to it as well.
void share_new_file(int fd) {
  if (::geteuid() != 0) return;
  const passwd* owner = ::getpwnam("latchkey-owner");  // NOLINT(concurrency-mt-unsafe): single-threaded
  const group* admin = ::getgrnam("latchkey-admin");   // NOLINT(concurrency-mt-unsafe): single-threaded
  if (owner == nullptr || admin == nullptr) return;
  static constexpr mode_t shared = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP;
  if (::fchown(fd, owner->pw_uid, admin->gr_gid) == 0) static_cast<void>(::fchmod(fd, shared));
}

// A file is found after a power cut when its folder is on the disk too.
bool sync_folder(const std::string& file) {
  const OpenFile folder(std::filesystem::path(file).parent_path(), O_RDONLY | O_DIRECTORY);
  return folder.is_open() && ::fsync(folder.fd()) == 0;
}

// A line that was cut off ends here.
bool is_in_a_line(int fd, off_t size) {
  char last = '\n';
  return size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

}  // namespace

std::set<Uuid> read_erased_file(const std::string& file) {
  std::set<Uuid> ids;
  errno = 0;
  std::ifstream input(file);
  if (!input.is_open()) {
    if (errno == ENOENT) return ids;
    refuse(file, "read", errno);
  }
  for (std::string line; std::getline(input, line);) {
    if (const auto id = Uuid::parse(line)) ids.insert(*id);
  }
  if (input.bad()) refuse(file, "read", errno);
  return ids;
}

void append_to_erased_file(const std::string& file, const Uuid& lead_id) {
  const bool is_new = !std::filesystem::exists(file);
  const OpenFile opened(file, O_RDWR | O_APPEND | O_CREAT);
  struct stat status {};
  if (!opened.is_open() || ::flock(opened.fd(), LOCK_EX) != 0 || ::fstat(opened.fd(), &status) != 0) {
    refuse(file, "written", errno);
  }
  if (is_new) share_new_file(opened.fd());
  const std::string line = (is_in_a_line(opened.fd(), status.st_size) ? "\n" : "") + lead_id.text() + "\n";
  errno = ENOSPC;  // a write that stores a part tells no reason
  const bool is_stored = ::write(opened.fd(), line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                         ::fsync(opened.fd()) == 0 && (!is_new || sync_folder(file));
  if (is_stored) return;
  const int reason = errno;
  static_cast<void>(::ftruncate(opened.fd(), status.st_size));
  refuse(file, "written", reason);
}

void check_erased_file(const std::string& file) {
  const bool is_there = std::filesystem::exists(file);
  const std::string place = is_there ? file : std::filesystem::path(file).parent_path().string();
  if (::access(place.c_str(), R_OK | W_OK) != 0) refuse(file, "written", errno);
}

}  // namespace latchkey::customers
