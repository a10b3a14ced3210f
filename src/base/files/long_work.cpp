#include "base/files/long_work.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/log.hpp"

namespace latchkey {
namespace {

// Bytes 0 to 1023 are for the processes that are there, those from 1024 on for the places at long work.
constexpr long most_processes = 1024;
constexpr int nobody = -1;

// A lock of the open file (not of the process), on `length` bytes.
struct flock describe(short type, long byte, long length) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = length;
  return lock;
}

bool take(int file, long byte) {
  auto lock = describe(F_WRLCK, byte, 1);
  return ::fcntl(file, F_OFD_SETLK, &lock) == 0;
}

void give_back(int file, long byte) {
  auto lock = describe(F_UNLCK, byte, 1);
  ::fcntl(file, F_OFD_SETLK, &lock);
}

}  // namespace

LongWork::LongWork(const std::string& file, Denial denial) : is_counted_(!file.empty()), denial_(denial) {
  if (!is_counted_) return;
  file_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);  // NOLINT(cppcoreguidelines-pro-type-vararg)
  if (file_ == nobody) {
    log(LogLevel::warning, "long_work_uncounted",
        {{"file", file}, {"remedy", "make the folder writable for the handlers"}});
    return;
  }
  for (long byte = 0; byte < most_processes && !take(file_, byte);) ++byte;
}

LongWork::~LongWork() {
  if (file_ != nobody) ::close(file_);
}

// The others' bytes, found from lock to lock; a process does not see its own.
long LongWork::count_processes() const {
  long count = 1;
  for (long byte = 0; byte < most_processes;) {
    auto lock = describe(F_WRLCK, byte, most_processes - byte);
    if (::fcntl(file_, F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) break;
    count += lock.l_len;
    byte = lock.l_start + lock.l_len;
  }
  return count;
}

std::optional<LongWork::Place> LongWork::begin() {
  if (!is_counted_) return Place(nobody, 0);
  if (file_ == nobody) return denial_ == Denial::harmful ? std::optional(Place(nobody, 0)) : std::nullopt;
  const long places = std::max(count_processes() / 2, denial_ == Denial::harmful ? 1L : 0L);
  for (long byte = most_processes; byte < most_processes + places; ++byte) {
    if (take(file_, byte)) return Place(file_, byte);
  }
  return std::nullopt;
}

LongWork::Place::Place(Place&& other) noexcept : file_(std::exchange(other.file_, nobody)), byte_(other.byte_) {}

LongWork::Place::~Place() {
  if (file_ != nobody) give_back(file_, byte_);
}

}  // namespace latchkey
