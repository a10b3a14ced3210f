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
constexpr std::size_t ends_per_part = 16;
constexpr std::size_t part_count = SessionTable::capacity / slots_per_part;
constexpr std::size_t longest_email = 254;

using HashBytes = std::array<char, 32>;

struct Slot {
  HashBytes hash;
  std::int64_t good_until;  // 0: the slot is free
  std::array<char, Uuid::size> customer_id;
  bool shows_status_popup;
  std::uint8_t email_length;
  std::array<char, longest_email> email;
};

struct End {
  HashBytes hash;
  std::int64_t number;  // of all ends of the part, from 1 on; 0: the place is free
  bool is_told;
};

struct Part {
  std::array<Slot, slots_per_part> slots;
  std::array<End, ends_per_part> ends;
};

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
  std::atomic<std::int64_t> due;
  std::atomic<bool> follows;
  std::atomic<bool> writes;
  std::atomic<std::uint64_t> last_digest;
  std::atomic<std::int64_t> asked;
  std::atomic<std::int64_t> written_after;
  std::atomic<std::int64_t> written_before;
  std::atomic<std::int64_t> looked_back;
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
  return "latchkey sessions 4 " + std::to_string(image_size) + " " + boot_id.substr(0, 32);
}

bool is_of(const HashBytes& bytes, const crypto::TokenHash& hash) {
  return std::memcmp(bytes.data(), hash.bytes().data(), bytes.size()) == 0;
}

Slot* find_slot(Part& part, const crypto::TokenHash& hash) {
  const auto found = std::ranges::find_if(
      part.slots, [&](const Slot& slot) { return slot.good_until != 0 && is_of(slot.hash, hash); });
  return found == part.slots.end() ? nullptr : &*found;
}

End* find_end(Part& part, const crypto::TokenHash& hash) {
  const auto found =
      std::ranges::find_if(part.ends, [&](const End& end) { return end.number != 0 && is_of(end.hash, hash); });
  return found == part.ends.end() ? nullptr : &*found;
}

// In place of the oldest.
End& add_end(Part& part, const crypto::TokenHash& hash) {
  const auto newest = std::ranges::max_element(part.ends, {}, &End::number)->number;
  End& end = *std::ranges::min_element(part.ends, {}, &End::number);
  end = End{.hash = {}, .number = newest + 1, .is_told = false};
  std::ranges::copy(hash.bytes(), end.hash.begin());
  return end;
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
    if (find_end(part, hash) != nullptr) return false;
    Slot* slot = find_slot(part, hash);
    if (slot == nullptr) slot = &*std::ranges::min_element(part.slots, {}, &Slot::good_until);
    std::ranges::copy(hash.bytes(), slot->hash.begin());
    std::ranges::copy(entry.member.customer_id.bytes(), slot->customer_id.begin());
    std::ranges::copy(entry.member.email, slot->email.begin());
    slot->email_length = static_cast<std::uint8_t>(entry.member.email.size());
    slot->shows_status_popup = entry.member.shows_status_popup;
    slot->good_until = count_of(entry.good_until);
    return true;
  }));
}

bool SessionTable::end(const crypto::TokenHash& hash, bool is_told) {
  return image_
      ->with_part(hash,
                  [&](Part& part) {
                    if (Slot* slot = find_slot(part, hash)) *slot = Slot{};
                    End* end = find_end(part, hash);
                    if (end == nullptr) end = &add_end(part, hash);
                    end->is_told = end->is_told || is_told;
                    return true;
                  })
      .has_value();
}

bool SessionTable::is_end_told(const crypto::TokenHash& hash) {
  const auto is_told = image_->with_part(hash, [&](Part& part) {
    const End* end = find_end(part, hash);
    return end != nullptr && end->is_told;
  });
  return is_told.value_or(false);
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

SessionTable::Progress SessionTable::progress() const {
  return {.due = time_of<LocalTime>(image_->due),
          .follows = image_->follows,
          .writes = image_->writes,
          .last = image_->last_digest,
          .asked = time_of<LocalTime>(image_->asked),
          .written_after = time_of<LocalTime>(image_->written_after),
          .written_before = time_of<LocalTime>(image_->written_before),
          .looked_back = time_of<LocalTime>(image_->looked_back)};
}

void SessionTable::set_progress(const Progress& progress) {
  image_->due = count_of(progress.due);
  image_->follows = progress.follows;
  image_->writes = progress.writes;
  image_->last_digest = progress.last;
  image_->asked = count_of(progress.asked);
  image_->written_after = count_of(progress.written_after);
  image_->written_before = count_of(progress.written_before);
  image_->looked_back = count_of(progress.looked_back);
}

bool SessionTable::in_turn(const std::function<void()>& work) {
  const TryLock lock(image_->turn);
  if (lock.state() == TryLock::State::busy) return false;
  work();
  return true;
}

}  // namespace latchkey::members
