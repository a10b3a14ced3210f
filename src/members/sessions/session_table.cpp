#include "members/sessions/session_table.hpp"

#include <fcntl.h>
#include <pthread.h>
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

// Closes what it was given.
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

enum class Held { no, yes, from_the_dead };

// A mutex of several processes, taken only if nobody has it.
class Hold {
 public:
  explicit Hold(pthread_mutex_t& mutex) : mutex_(mutex) {
    const int result = ::pthread_mutex_trylock(&mutex);
    if (result == EOWNERDEAD) ::pthread_mutex_consistent(&mutex);
    held_ = result == EOWNERDEAD ? Held::from_the_dead : result == 0 ? Held::yes : Held::no;
  }
  ~Hold() {
    if (held_ != Held::no) ::pthread_mutex_unlock(&mutex_);
  }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  Hold(Hold&&) = delete;
  Hold& operator=(Hold&&) = delete;
  [[nodiscard]] Held state() const { return held_; }

 private:
  pthread_mutex_t& mutex_;
  Held held_ = Held::no;
};

void make_mutex(pthread_mutex_t& mutex) {
  pthread_mutexattr_t attributes;
  ::pthread_mutexattr_init(&attributes);
  ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  ::pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  ::pthread_mutex_init(&mutex, &attributes);
  ::pthread_mutexattr_destroy(&attributes);
}

}  // namespace

// The file from its first byte to its last. The mutexes stand together, so that parts nobody uses cost no memory of a
// process.
struct SessionTable::Image {
  std::array<char, 64> tag;
  std::atomic<std::int64_t> look_begun;
  std::atomic<std::int64_t> look_answered;
  pthread_mutex_t turn;
  std::array<pthread_mutex_t, part_count> mutexes;
  std::array<Part, part_count> parts;

  // Calls `use` with the part of the hash and returns what it returns; nothing when the part is in other hands.
  template <class Use>
  auto with_part(const crypto::TokenHash& hash, Use use) -> std::optional<decltype(use(parts[0]))> {
    const std::string& bytes = hash.bytes();
    std::uint16_t first = 0;
    std::memcpy(&first, bytes.data(), sizeof first);
    const std::size_t index = first % part_count;
    const Hold hold(mutexes.at(index));
    if (hold.state() == Held::no) return std::nullopt;
    if (hold.state() == Held::from_the_dead) parts.at(index) = Part{};
    return use(parts.at(index));
  }
};

namespace {

static_assert(std::atomic<std::int64_t>::is_always_lock_free, "it is shared by processes");

// What the file's first bytes must be: its layout, and the run of the machine that its moments belong to.
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

// A whole file of this machine's run that nobody else can open.
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
  // The folder's lock: of several processes that start at once one makes the file.
  const Descriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (lock.number() < 0 || ::flock(lock.number(), LOCK_EX) != 0) fail("opening " + folder);
  const Descriptor existing(::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (is_ours(existing.number(), tag, sizeof(Image))) {
    image_ = static_cast<Image*>(map(existing.number(), sizeof(Image), file));
    return;
  }
  // A file that is in the way is left to those who still have it open.
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
  make_mutex(image_->turn);
  for (auto& mutex : image_->mutexes) make_mutex(mutex);
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

// Who reads in between has a later answer with an earlier beginning, which lets less count.
SessionTable::Look SessionTable::last_look() const {
  const auto begun = time_of<LocalTime>(image_->look_begun);
  return {begun, time_of<DatabaseTime>(image_->look_answered)};
}

void SessionTable::set_last_look(const Look& look) {
  image_->look_answered = count_of(look.answered);
  image_->look_begun = count_of(look.begun);
}

bool SessionTable::in_turn(const std::function<void()>& work) {
  const Hold hold(image_->turn);
  if (hold.state() == Held::no) return false;
  work();
  return true;
}

}  // namespace latchkey::members
