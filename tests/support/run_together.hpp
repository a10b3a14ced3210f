// Calls at the same moment, for races and their controls.
#pragma once
#include <chrono>
#include <functional>
#include <thread>

namespace latchkey::test {

// Runs `count` calls of `work(index)` at the same moment, each on a thread of its own, and waits for all.
void run_together(int count, const std::function<void(int)>& work);

// The same; `meet` returns when every call has come to it or is over. So the control of a race need not be lucky: all
// have looked before the first one acts.
using Meet = std::function<void()>;
void run_together(int count, const std::function<void(int, const Meet& meet)>& work);

// For the control of a race whose deeds cannot wait for one another, where it is careless: much longer than they begin
// apart, so that what the other one does comes in between.
inline void let_the_other_act() { std::this_thread::sleep_for(std::chrono::milliseconds(10)); }

}  // namespace latchkey::test
