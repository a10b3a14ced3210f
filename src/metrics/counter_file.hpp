// Counters of one program, shared by all of its processes on this machine: a file in memory that they all map. A count
// is one addition there, so a process that is killed loses none, and the program's next start goes on from them.
//
// The file holds numbers and the names of series alone; everybody may read it.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/files/shared_file.hpp"

namespace latchkey::metrics {

// Where a program counts.
inline constexpr std::string_view counters_suffix = ".counters";
[[nodiscard]] std::string counter_file(const std::string& folder, std::string_view program);

// A series in Prometheus' own form, `name{label="value",…}`, and where it stands.
struct Sample {
  std::string series;
  std::uint64_t value;
};

struct CounterImage;  // the file from its first byte to its last

class CounterFile {
 public:
  // How many series it holds, and how many bytes the text of one has. What is beyond is not counted.
  static constexpr std::size_t capacity = 1024;
  static constexpr std::size_t longest_series = 176;

  // Opens `file` or makes it with mode 0644, see SharedFile. Throws std::system_error.
  explicit CounterFile(const std::string& file);

  // The counter of a series, which stays where it is as long as this object lives; null when there is no room for it.
  // Waits for nobody.
  [[nodiscard]] std::atomic<std::uint64_t>* find(std::string_view series);

 private:
  SharedFile file_;
  CounterImage* image_;
};

// What stands in a file that some program has made; nothing when there is no such file or it is none of ours. A series
// whose text is not that of one is left out, since another user may have written it.
[[nodiscard]] std::vector<Sample> read_counters(const std::string& file);

}  // namespace latchkey::metrics
