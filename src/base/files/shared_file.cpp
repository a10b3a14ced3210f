#include "base/files/shared_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace latchkey {
namespace {

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

// Closes the file descriptor in the end.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  [[nodiscard]] int number() const { return fd_; }

 private:
  int fd_;
};

// True for a file that is whole, has this form and belongs to us.
bool is_ours(int fd, const SharedFileForm& form) {
  static constexpr mode_t permissions = S_IRWXU | S_IRWXG | S_IRWXO;
  std::string found(form.tag.size(), '\0');
  struct stat status {};
  return fd >= 0 && ::fstat(fd, &status) == 0 && static_cast<std::size_t>(status.st_size) == form.bytes &&
         status.st_uid == ::geteuid() && (status.st_mode & permissions) == form.mode &&
         ::pread(fd, found.data(), found.size(), 0) == static_cast<ssize_t>(found.size()) && found == form.tag;
}

void* map(int fd, const std::string& file, std::size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) fail("mapping " + file);
  return memory;
}

// Whatever the umask is.
void make_whole(int fd, const std::string& file, const SharedFileForm& form) {
  errno = ::fchmod(fd, form.mode) == 0 ? ::posix_fallocate(fd, 0, static_cast<off_t>(form.bytes)) : errno;
  if (errno == 0) return;
  const int reason = errno;
  ::unlink(file.c_str());
  errno = reason;
  fail("making " + file);
}

}  // namespace

SharedFile::SharedFile(const std::string& file, const SharedFileForm& form) : bytes_(form.bytes) {
  if (form.tag.size() > shared_file_tag_bytes) throw std::logic_error("the tag of a shared file is too long");
  const std::string folder = std::filesystem::path(file).parent_path();
  // Of several processes that start at once, the one with the folder's lock makes the file.
  const Descriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (lock.number() < 0 || ::flock(lock.number(), LOCK_EX) != 0) fail("opening " + folder);
  const Descriptor existing(::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (is_ours(existing.number(), form)) {
    memory_ = map(existing.number(), file, form.bytes);
    return;
  }
  // A file that cannot be used is unlinked, not changed: other processes may still have it open.
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) fail("removing " + file);
  const Descriptor made(::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (made.number() < 0) fail("making " + file);
  make_whole(made.number(), file, form);
  memory_ = map(made.number(), file, form.bytes);
  if (form.prepare) form.prepare(memory_);
  // Last, so that nobody takes a file for ours whose making was cut off.
  std::memcpy(memory_, form.tag.data(), form.tag.size());
}

SharedFile::~SharedFile() { ::munmap(memory_, bytes_); }

}  // namespace latchkey
