// The histogram of requests' durations, as writer and reader agree on it.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace latchkey::metrics {

struct DurationLimit {
  std::int64_t microseconds;
  std::string_view seconds;  // as its label says it
};

// The upper limits of the buckets; above the last one there is +Inf.
inline constexpr std::array<DurationLimit, 12> duration_limits{{{1'000, "0.001"},
                                                                {2'500, "0.0025"},
                                                                {5'000, "0.005"},
                                                                {10'000, "0.01"},
                                                                {25'000, "0.025"},
                                                                {50'000, "0.05"},
                                                                {100'000, "0.1"},
                                                                {250'000, "0.25"},
                                                                {500'000, "0.5"},
                                                                {1'000'000, "1"},
                                                                {2'500'000, "2.5"},
                                                                {10'000'000, "10"}}};

inline constexpr std::string_view duration_bucket = "latchkey_request_duration_seconds_bucket";
inline constexpr std::string_view duration_count = "latchkey_request_duration_seconds_count";
// Counted in microseconds, shown in seconds.
inline constexpr std::string_view duration_sum = "latchkey_request_duration_seconds_sum";

}  // namespace latchkey::metrics
