// Tells a process whether another one is at the same thing just now, by the server's GET_LOCK. On a cluster it counts
// on one node only, so nothing may rest on it that has to hold: for that there is db/coordination/lease.hpp.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "db/connection.hpp"

namespace latchkey::db {

// Held until the object is destroyed. The server also frees it when the connection ends.
class NamedLock {
 public:
  // Null when somebody else holds it; does not wait. The same name in another schema is another lock. The connection
  // must outlive the lock.
  [[nodiscard]] static std::unique_ptr<NamedLock> take(Connection& db, std::string_view name);

  // Whether somebody holds it just now. Takes nothing.
  [[nodiscard]] static bool is_taken(Connection& db, std::string_view name);

  ~NamedLock();
  NamedLock(const NamedLock&) = delete;
  NamedLock& operator=(const NamedLock&) = delete;
  NamedLock(NamedLock&&) = delete;
  NamedLock& operator=(NamedLock&&) = delete;

 private:
  NamedLock(Connection& db, std::string name) : db_(db), name_(std::move(name)) {}
  Connection& db_;
  std::string name_;
};

}  // namespace latchkey::db
