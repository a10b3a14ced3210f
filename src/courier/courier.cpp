#include "courier/courier.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace latchkey::courier {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds longest_step{1000};  // how late a signal may be noticed
constexpr milliseconds rest_after_fault{1000};

}  // namespace

milliseconds Courier::ask(Place& place) {
  const auto now = steady_clock::now();
  if (now < place.rests_until) return std::chrono::ceil<milliseconds>(place.rests_until - now);
  try {
    place.desk->keep_alive();
    return place.desk->start_due();
  } catch (const std::exception& error) {  // must not end the daemon: the rows tell what is to be done next
    log(LogLevel::error, "courier_interrupted", {{"desk", place.desk->name()}, {"why", error.what()}});
    db_.drop();
    place.rests_until = now + rest_after_fault;
    return rest_after_fault;
  }
}

void Courier::run_step() {
  milliseconds wait = longest_step;
  for (auto& place : places_) wait = std::min(wait, ask(place));
  transfers_.run_for(wait);
}

// What is under way is told the truth of: it is not cut off, as long as the service manager may be expected to wait.
void Courier::end() {
  static constexpr std::chrono::seconds longest{20};
  const auto last_moment = steady_clock::now() + longest;
  const auto tell = [](Place& place, auto act) {
    try {
      act(*place.desk);
    } catch (const std::exception& error) {
      log(LogLevel::error, "courier_interrupted", {{"desk", place.desk->name()}, {"why", error.what()}});
    }
  };
  while (transfers_.running() > 0 && steady_clock::now() < last_moment) {
    transfers_.run_for(longest_step);
    for (auto& place : places_) tell(place, [](Desk& desk) { desk.keep_alive(); });
  }
  for (auto& place : places_) {
    tell(place, [](Desk& desk) { desk.keep_alive(); });
    tell(place, [](Desk& desk) { desk.leave(); });
  }
}

void Courier::run(const std::atomic<bool>& stop) {
  while (!stop) run_step();
  end();
}

}  // namespace latchkey::courier
