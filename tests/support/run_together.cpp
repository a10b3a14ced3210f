#include "support/run_together.hpp"

#include <barrier>
#include <thread>
#include <vector>

namespace latchkey::test {

void run_together(int count, const std::function<void(int)>& work) {
  run_together(count, [&work](int i, const Meet&) { work(i); });
}

void run_together(int count, const std::function<void(int, const Meet&)>& work) {
  std::barrier start(count);
  std::barrier meeting(count);
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      bool has_met = false;
      start.arrive_and_wait();
      work(i, [&] {
        has_met = true;
        meeting.arrive_and_wait();
      });
      if (!has_met) meeting.arrive_and_drop();
    });
  }
}

}  // namespace latchkey::test
