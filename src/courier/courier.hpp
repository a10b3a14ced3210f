// Sends what others are told. Several processes may do so at once, on one machine or on many.
#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

#include "courier/desk.hpp"
#include "courier/transfers.hpp"
#include "db/connection.hpp"

namespace latchkey::courier {

class Courier {
 public:
  // Both must outlive the courier. The desks start their transfers with `transfers`.
  Courier(db::Connection& db, Transfers& transfers) : db_(db), transfers_(transfers) {}

  void add(std::unique_ptr<Desk> desk) { places_.push_back({std::move(desk), {}}); }

  // Works until `stop` is set; then lets what is under way come to its end, for 20 s at most. A fault of one desk ends
  // neither the courier nor the work of another desk.
  void run(const std::atomic<bool>& stop);

  // Asks each desk once, then carries the transfers on until one of them wants to be asked again.
  void run_step();

 private:
  struct Place {
    std::unique_ptr<Desk> desk;
    std::chrono::steady_clock::time_point rests_until;  // after a fault
  };

  std::chrono::milliseconds ask(Place& place);
  void end();

  db::Connection& db_;
  Transfers& transfers_;
  std::vector<Place> places_;
};

}  // namespace latchkey::courier
