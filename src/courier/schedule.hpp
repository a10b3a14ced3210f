// When a delivery is tried again.
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace latchkey::courier {

// The defaults are the contract's; tests go faster.
struct Schedule {
  // From the end of a try to the next one; after the last of these waits and one more try the delivery has failed.
  std::vector<std::chrono::milliseconds> waits{
      std::chrono::seconds(5), std::chrono::minutes(5), std::chrono::minutes(30),
      std::chrono::hours(2),   std::chrono::hours(5),   std::chrono::hours(10),
      std::chrono::hours(14),  std::chrono::hours(20),  std::chrono::hours(24)};
  std::chrono::milliseconds longest_retry_after = std::chrono::hours(24);
  std::chrono::milliseconds longest_try{15000};
};

// The wait after `tries` tries, 0 to 20 % longer at random so that what failed together does not come again together,
// and longer when the receiver has asked for that. Nothing when there is no further try.
[[nodiscard]] std::optional<std::chrono::milliseconds> find_wait(const Schedule& schedule, std::size_t tries,
                                                                 std::optional<std::chrono::seconds> retry_after);

}  // namespace latchkey::courier
