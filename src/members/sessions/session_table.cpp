#include "members/sessions/session_table.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <fstream>

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

}  // namespace

// The file from its first byte to its last. The mutexes stand together, apart from the parts: making them ready then
// touches few pages, and a process has pages of the parts in its memory only when it uses them.
struct SessionTable::Image {
  std::array<char, shared_file_tag_bytes> tag;
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

}  // namespace

SessionTable::SessionTable(const std::string& file)
    : file_(file, {make_tag(sizeof(Image)), sizeof(Image), S_IRUSR | S_IWUSR, prepare}),
      image_(static_cast<Image*>(file_.memory())) {}

void SessionTable::prepare(void* memory) {
  auto* image = static_cast<Image*>(memory);
  make_process_mutex(image->turn);
  for (auto& mutex : image->mutexes) make_process_mutex(mutex);
}

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
