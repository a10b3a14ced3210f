#include "members/sessions/session_table.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "members/sessions/process_mutex.hpp"

namespace latchkey::members {
namespace {

constexpr std::size_t slots_per_part = 8;
constexpr std::size_t part_count = SessionTable::capacity / slots_per_part;
constexpr std::size_t longest_email = 254;

struct Slot {
  std::array<char, 32> hash;
  std::int64_t good_until;  // 0: the slot is free
  std::array<char, Uuid::size> customer_id;
  bool shows_status_popup;
  std::uint8_t email_length;
  std::array<char, longest_email> email;
};
using Part = std::array<Slot, slots_per_part>;

template <class Time>
std::int64_t count_of(Time time) {
  return time.time_since_epoch().count();
}
template <class Time>
Time time_of(std::int64_t count) {
  return Time(typename Time::duration(count));
}

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

}  // namespace

// The file from its first byte to its last. The mutexes stand together, apart from the parts: making them ready then
// touches few pages, and a process has pages of the parts in its memory only when it uses them.
struct SessionTable::Image {
  std::array<char, 64> tag;
  std::atomic<std::int64_t> look_begun;
  std::atomic<std::int64_t> look_answered;
  pthread_mutex_t turn;
  std::array<pthread_mutex_t, part_count> mutexes;
  std::array<Part, part_count> parts;

  // Calls `use` with the hash's part and returns what it returns; nothing when another process works on that part.
  template <class Use>
  auto with_part(const crypto::TokenHash& hash, Use use) -> std::optional<decltype(use(parts[0]))> {
    const std::string& bytes = hash.bytes();
    std::uint16_t first = 0;
    std::memcpy(&first, bytes.data(), sizeof first);
    const std::size_t index = first % part_count;
    const TryLock lock(mutexes.at(index));
    if (lock.state() == TryLock::State::busy) return std::nullopt;
    if (lock.state() == TryLock::State::inherited) parts.at(index) = Part{};
    return use(parts.at(index));
  }
};

namespace {

static_assert(std::atomic<std::int64_t>::is_always_lock_free, "it is shared by processes");

// What the file must begin with: the layout by version and size, and the id of the machine's present start, since its
// local times are of no meaning after the next one.
std::string make_tag(std::size_t image_size) {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string boot_id;
  std::getline(file, boot_id);
  return "latchkey sessions 2 " + std::to_string(image_size) + " " + boot_id.substr(0, 32);
}

Slot* find_slot(Part& part, const crypto::TokenHash& hash) {
  for (Slot& slot : part) {
    if (slot.good_until != 0 && std::memcmp(slot.hash.data(), hash.bytes().data(), slot.hash.size()) == 0) return &slot;
  }
  return nullptr;
}

// True for a file that is whole, has this tag, belongs to us and is closed to everybody else.
bool is_ours(int fd, const std::string& tag, std::size_t size) {
  std::string found(tag.size(), '\0');
  struct stat status {};
  return fd >= 0 && ::fstat(fd, &status) == 0 && static_cast<std::size_t>(status.st_size) == size &&
         status.st_uid == ::geteuid() && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0 &&
         ::pread(fd, found.data(), found.size(), 0) == static_cast<ssize_t>(found.size()) && found == tag;
}

void* map(int fd, std::size_t size, const std::string& file) {
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) fail("mapping " + file);
  return memory;
}

}  // namespace

SessionTable::SessionTable(const std::string& file) {
  const std::string folder = std::filesystem::path(file).parent_path();
  const std::string tag = make_tag(sizeof(Image));
  // Of several processes that start at once, the one with the folder's lock makes the file.
  const Descriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (lock.number() < 0 || ::flock(lock.number(), LOCK_EX) != 0) fail("opening " + folder);
  const Descriptor existing(::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (is_ours(existing.number(), tag, sizeof(Image))) {
    image_ = static_cast<Image*>(map(existing.number(), sizeof(Image), file));
    return;
  }
  // A file that cannot be used is unlinked, not changed: other processes may still have it open.
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) fail("removing " + file);
  const Descriptor made(::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (made.number() < 0) fail("making " + file);
  errno = ::posix_fallocate(made.number(), 0, sizeof(Image));
  if (errno != 0) {
    const int reason = errno;
    ::unlink(file.c_str());
    errno = reason;
    fail("making " + file);
  }
  image_ = static_cast<Image*>(map(made.number(), sizeof(Image), file));
  make_process_mutex(image_->turn);
  for (auto& mutex : image_->mutexes) make_process_mutex(mutex);
  // Last, so that nobody takes a file for ours whose making was cut off.
  std::memcpy(image_->tag.data(), tag.data(), tag.size());
}

SessionTable::~SessionTable() { ::munmap(image_, sizeof(Image)); }

std::optional<SessionTable::Entry> SessionTable::find(const crypto::TokenHash& hash) {
  const auto found = image_->with_part(hash, [&](Part& part) -> std::optional<Entry> {
    const Slot* slot = find_slot(part, hash);
    if (slot == nullptr) return std::nullopt;
    return Entry{{Uuid::from_bytes({slot->customer_id.data(), slot->customer_id.size()}),
                  std::string(slot->email.data(), slot->email_length), slot->shows_status_popup},
                 time_of<DatabaseTime>(slot->good_until)};
  });
  return found.value_or(std::nullopt);
}

void SessionTable::put(const crypto::TokenHash& hash, const Entry& entry) {
  if (entry.member.email.size() > longest_email) return;
  static_cast<void>(image_->with_part(hash, [&](Part& part) {
    Slot* slot = find_slot(part, hash);
    if (slot == nullptr) slot = &*std::ranges::min_element(part, {}, &Slot::good_until);
    std::ranges::copy(hash.bytes(), slot->hash.begin());
    std::ranges::copy(entry.member.customer_id.bytes(), slot->customer_id.begin());
    std::ranges::copy(entry.member.email, slot->email.begin());
    slot->email_length = static_cast<std::uint8_t>(entry.member.email.size());
    slot->shows_status_popup = entry.member.shows_status_popup;
    slot->good_until = count_of(entry.good_until);
    return true;
  }));
}

bool SessionTable::erase(const crypto::TokenHash& hash) {
  return image_
      ->with_part(hash,
                  [&](Part& part) {
                    if (Slot* slot = find_slot(part, hash)) *slot = Slot{};
                    return true;
                  })
      .has_value();
}

// The two values are neither written nor read at one moment. The order of both makes sure that a reader in between gets
// an earlier `begun` with a later `answered`. That is safe: by either of them fewer entries count.
SessionTable::Look SessionTable::last_look() const {
  const auto begun = time_of<LocalTime>(image_->look_begun);
  return {begun, time_of<DatabaseTime>(image_->look_answered)};
}

void SessionTable::set_last_look(const Look& look) {
  image_->look_answered = count_of(look.answered);
  image_->look_begun = count_of(look.begun);
}

bool SessionTable::in_turn(const std::function<void()>& work) {
  const TryLock lock(image_->turn);
  if (lock.state() == TryLock::State::busy) return false;
  work();
  return true;
}

}  // namespace latchkey::members
