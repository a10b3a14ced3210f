#include "metrics/metrics.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <memory>

#include "base/log.hpp"
#include "metrics/counter_file.hpp"
#include "metrics/durations.hpp"

namespace latchkey::metrics {
namespace {

using Counter = std::atomic<std::uint64_t>;

void add(Counter* counter, std::uint64_t amount) {
  if (counter != nullptr) counter->fetch_add(amount, std::memory_order_relaxed);
}

// The counters of this process's program.
class Own {
 public:
  Own(const std::string& folder, std::string_view program) : program_(program), file_(counter_file(folder, program)) {
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
      buckets_.at(i) =
          file_.find(make_series(duration_bucket, {{"program", program_}, {"le", duration_limits.at(i).seconds}}));
    }
    endless_bucket_ = file_.find(make_series(duration_bucket, {{"program", program_}, {"le", "+Inf"}}));
    count_ = file_.find(make_series(duration_count, {{"program", program_}}));
    sum_ = file_.find(make_series(duration_sum, {{"program", program_}}));
  }

  void count(std::string_view series) { add(file_.find(series), 1); }

  void count_request(std::string_view route, int status, std::chrono::microseconds taken) {
    count(make_series("latchkey_requests_total",
                      {{"program", program_}, {"route", route}, {"code", std::to_string(status)}}));
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
      if (taken.count() <= duration_limits.at(i).microseconds) add(buckets_.at(i), 1);
    }
    add(endless_bucket_, 1);
    add(count_, 1);
    add(sum_, static_cast<std::uint64_t>(std::max(taken, std::chrono::microseconds::zero()).count()));
  }

 private:
  std::string program_;
  CounterFile file_;
  std::array<Counter*, duration_limits.size()> buckets_{};
  Counter* endless_bucket_ = nullptr;
  Counter* count_ = nullptr;
  Counter* sum_ = nullptr;
};

std::unique_ptr<Own>& own() {
  static std::unique_ptr<Own> counters;
  return counters;
}

void append_escaped(std::string& text, std::string_view value) {
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
    } else {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
  }
}

}  // namespace

std::string make_series(std::string_view name, Labels labels) {
  std::string text(name);
  char separator = '{';
  for (const auto& [label, value] : labels) {
    text += separator;
    text.append(label).append("=\"");
    append_escaped(text, value);
    text += '"';
    separator = ',';
  }
  if (labels.size() > 0) text += '}';
  return text;
}

void start(const std::string& folder, std::string_view program) {
  own().reset();
  if (folder.empty()) return;
  try {
    own() = std::make_unique<Own>(folder, program);
  } catch (const std::exception& error) {
    log(LogLevel::notice, "metrics_off", {{"program", program}, {"folder", folder}, {"why", error.what()}});
  }
}

void count(std::string_view name, Labels labels) {
  if (own()) own()->count(make_series(name, labels));
}

void count_request(std::string_view route, int status, std::chrono::nanoseconds taken) {
  if (own()) own()->count_request(route, status, std::chrono::duration_cast<std::chrono::microseconds>(taken));
}

}  // namespace latchkey::metrics
