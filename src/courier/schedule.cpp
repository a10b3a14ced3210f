#include "courier/schedule.hpp"

#include <algorithm>
#include <random>

namespace latchkey::courier {

std::optional<std::chrono::milliseconds> find_wait(const Schedule& schedule, std::size_t tries,
                                                   std::optional<std::chrono::seconds> retry_after) {
  using std::chrono::milliseconds;
  static std::minstd_rand random{
      static_cast<std::minstd_rand::result_type>(std::chrono::steady_clock::now().time_since_epoch().count())};
  if (tries == 0 || tries > schedule.waits.size()) return std::nullopt;
  const auto wait = schedule.waits[tries - 1];
  const auto more = std::uniform_int_distribution<milliseconds::rep>(0, wait.count() / 5)(random);
  const auto longest = std::chrono::floor<std::chrono::seconds>(schedule.longest_retry_after);
  const milliseconds asked = std::min(longest, retry_after.value_or(std::chrono::seconds(0)));
  return std::max(wait + milliseconds(more), asked);
}

}  // namespace latchkey::courier
