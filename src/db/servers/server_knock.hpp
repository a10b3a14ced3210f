// Asks whether a database server answers, without waiting for it.
#pragma once
#include <chrono>

#include "config/database_address.hpp"

namespace latchkey::db {

// A database server greets whoever connects, before the other side has said anything. A process that hangs still gets
// its connections, from the kernel, but does not greet. Looking up a host's name may wait for the name server; an
// address or an entry of /etc/hosts does not.
class ServerKnock {
 public:
  enum class Answer { none_yet, greeted, silent };

  explicit ServerKnock(const DatabaseAddress& address);
  ~ServerKnock();
  ServerKnock(const ServerKnock&) = delete;
  ServerKnock& operator=(const ServerKnock&) = delete;
  ServerKnock(ServerKnock&&) = delete;
  ServerKnock& operator=(ServerKnock&&) = delete;

  // `silent` when it refuses the connection, or has not greeted within a second.
  [[nodiscard]] Answer answer() const;

 private:
  int fd_ = -1;  // -1: it could not even be called
  std::chrono::steady_clock::time_point begun_;
};

}  // namespace latchkey::db
