#include "metrics/counter_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <memory>

namespace latchkey::metrics {
namespace {

enum State : std::uint32_t { is_free, is_claimed, is_ready };

// Whoever turns `state` from free to claimed writes the text, and then says that it is ready. A process that is killed
// in between leaves a slot that nobody uses.
struct Slot {
  std::atomic<std::uint32_t> state;
  std::uint32_t length;
  std::atomic<std::uint64_t> value;
  std::array<char, CounterFile::longest_series> series;

  [[nodiscard]] bool is_of(std::string_view text) const {
    return state.load(std::memory_order_acquire) == is_ready && std::string_view(series.data(), length) == text;
  }
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "it is shared by processes");

}  // namespace

struct CounterImage {
  std::array<char, shared_file_tag_bytes> tag;
  std::array<Slot, CounterFile::capacity> slots;
};

namespace {

std::string make_tag(std::size_t bytes) { return "latchkey counters 1 " + std::to_string(bytes); }

// The text of a series: visible ASCII and blanks, a name, and labels in braces or none.
bool is_series(std::string_view text) {
  const bool is_printable = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  return is_printable && text.starts_with("latchkey_") &&
         (text.find('{') == std::string_view::npos || text.ends_with('}'));
}

}  // namespace

std::string counter_file(const std::string& folder, std::string_view program) {
  return folder + "/" + std::string(program) + std::string(counters_suffix);
}

CounterFile::CounterFile(const std::string& file)
    : file_(file, {make_tag(sizeof(CounterImage)), sizeof(CounterImage), S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH, {}}),
      image_(static_cast<CounterImage*>(file_.memory())) {}

std::atomic<std::uint64_t>* CounterFile::find(std::string_view series) {
  if (series.size() > longest_series) return nullptr;
  const std::size_t first = std::hash<std::string_view>()(series) % capacity;
  for (std::size_t i = 0; i < capacity; ++i) {
    Slot& slot = image_->slots.at((first + i) % capacity);
    if (slot.is_of(series)) return &slot.value;
    std::uint32_t expected = is_free;
    if (!slot.state.compare_exchange_strong(expected, is_claimed)) {
      if (slot.is_of(series)) return &slot.value;  // another process has just made it
      continue;
    }
    std::ranges::copy(series, slot.series.begin());
    slot.length = static_cast<std::uint32_t>(series.size());
    slot.state.store(is_ready, std::memory_order_release);
    return &slot.value;
  }
  return nullptr;
}

std::vector<Sample> read_counters(const std::string& file) {
  std::vector<Sample> samples;
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return samples;
  // A copy, since a mapped file that its owner cuts would end this process.
  const auto image = std::make_unique<CounterImage>();
  struct stat status {};
  const bool is_whole = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
                        ::pread(fd, static_cast<void*>(image.get()), sizeof *image, 0) == sizeof *image;
  ::close(fd);
  const std::string tag = make_tag(sizeof *image);
  if (!is_whole || std::string_view(image->tag.data(), tag.size()) != tag) return samples;
  for (const Slot& slot : image->slots) {
    if (slot.state != is_ready || slot.length > slot.series.size()) continue;
    const std::string_view series(slot.series.data(), slot.length);
    if (is_series(series)) samples.push_back({std::string(series), slot.value});
  }
  return samples;
}

}  // namespace latchkey::metrics
