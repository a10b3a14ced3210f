// "One of us at a time", by the server's GET_LOCK: for work that spans transactions.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "db/connection.hpp"

namespace latchkey::db {

// Held until the object ends; the server frees it too when the connection ends. On a Galera cluster it counts on one
// node only.
class NamedLock {
 public:
  // Null when somebody has it already. `name` is this schema's own. Does not wait; the connection must outlive the
  // lock.
  [[nodiscard]] static std::unique_ptr<NamedLock> take(Connection& db, std::string_view name);

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
