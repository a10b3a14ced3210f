// Keeps the calls that this process has answered until it writes them, many at once, after their answers have gone out.
#pragma once
#include <chrono>
#include <vector>

#include "api/calls/call_facts.hpp"
#include "db/connection.hpp"

namespace latchkey::api {

class CallLog {
 public:
  explicit CallLog(db::Connection& db) : db_(db) {}

  void add(CallFacts facts) { waiting_.push_back(std::move(facts)); }
  [[nodiscard]] bool is_waiting() const { return !waiting_.empty(); }
  // Whether the oldest has waited for a second, or many wait.
  [[nodiscard]] bool is_due() const;

  // Writes all that wait. While the database is away they go on waiting, up to a number, and it is tried again after
  // five seconds at the earliest, so that nobody waits for an answer meanwhile; what is more is given up. Never throws.
  void write();

 private:
  void insert();

  db::Connection& db_;
  std::vector<CallFacts> waiting_;
  std::chrono::steady_clock::time_point next_try_;
};

}  // namespace latchkey::api
