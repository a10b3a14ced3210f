// Calls at the same moment, for races and their controls.
#pragma once
#include <functional>

namespace latchkey::test {

// Runs `count` calls of `work(index)` at the same moment, each on a thread of its own, and waits for all.
void run_together(int count, const std::function<void(int)>& work);

// The same; `meet` returns when every call has come to it or is over. So the control of a race need not be lucky: all
// have looked before the first one acts.
using Meet = std::function<void()>;
void run_together(int count, const std::function<void(int, const Meet& meet)>& work);

}  // namespace latchkey::test
