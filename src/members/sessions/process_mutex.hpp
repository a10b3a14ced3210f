// Mutexes that stand in memory which several processes share.
#pragma once
#include <pthread.h>

namespace latchkey::members {

// Makes a mutex of shared memory ready. Done once, before a second process sees it. A process that dies while it holds
// the mutex does not keep it: the next one that takes it is told so.
void make_process_mutex(pthread_mutex_t& mutex);

// Takes a mutex if nobody holds it, never waits, and gives it back in the end. The mutex must outlive it.
class TryLock {
 public:
  enum class State {
    busy,       // somebody else holds the mutex
    held,       // we hold it
    inherited,  // we hold it, and its last holder died: what the mutex guards may be changed by half
  };

  explicit TryLock(pthread_mutex_t& mutex);
  ~TryLock();
  TryLock(const TryLock&) = delete;
  TryLock& operator=(const TryLock&) = delete;
  TryLock(TryLock&&) = delete;
  TryLock& operator=(TryLock&&) = delete;
  [[nodiscard]] State state() const { return state_; }

 private:
  pthread_mutex_t& mutex_;
  State state_ = State::busy;
};

}  // namespace latchkey::members
