#include "members/sessions/process_mutex.hpp"

#include <cerrno>

namespace latchkey::members {

void make_process_mutex(pthread_mutex_t& mutex) {
  pthread_mutexattr_t attributes;
  ::pthread_mutexattr_init(&attributes);
  ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  ::pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  ::pthread_mutex_init(&mutex, &attributes);
  ::pthread_mutexattr_destroy(&attributes);
}

TryLock::TryLock(pthread_mutex_t& mutex) : mutex_(mutex) {
  const int result = ::pthread_mutex_trylock(&mutex);
  if (result == 0) state_ = State::held;
  if (result != EOWNERDEAD) return;
  ::pthread_mutex_consistent(&mutex);  // without this nobody could take it again
  state_ = State::inherited;
}

TryLock::~TryLock() {
  if (state_ != State::busy) ::pthread_mutex_unlock(&mutex_);
}

}  // namespace latchkey::members
