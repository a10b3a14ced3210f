// Two deeds at the same moment on two nodes of a cluster.
#pragma once
#include <array>
#include <atomic>
#include <barrier>
#include <future>
#include <memory>
#include <random>
#include <thread>

#include "base/unavailable.hpp"
#include "cluster/support/galera_cluster.hpp"

namespace latchkey::test {

// The one cluster of a test program.
[[nodiscard]] inline GaleraCluster& shared_cluster() {
  static GaleraCluster cluster;
  return cluster;
}

// What the third node says, which takes part in no race.
[[nodiscard]] inline std::int64_t count_elsewhere(std::string_view sql, db::Values values = {}) {
  static const auto db = shared_cluster().connect(2);
  return db->query(sql, values).at(0).integer("count");
}

// The connections of a race on the first two nodes.
class Race {
 public:
  Race() : connections_{shared_cluster().connect(0), shared_cluster().connect(1)} {}

  [[nodiscard]] db::Connection& db(std::size_t node) { return *connections_.at(node); }

  // Runs both, each with the connection of its node, within two milliseconds of one another. Both nodes have caught up
  // with all that was written before, as they have for whoever reads before he writes.
  template <class First, class Second>
  void run(First first, Second second) {
    for (const auto& connection : connections_) static_cast<void>(connection->query("SELECT 1"));
    std::barrier start(2);
    auto other = std::async(std::launch::async, [&, wait = jitter()] { act(start, wait, [&] { second(db(1)); }); });
    act(start, jitter(), [&] { first(db(0)); });
    other.get();
  }

  // Deeds that ended in Unavailable: 503 to whoever asked.
  [[nodiscard]] int failures() const { return failures_; }

 private:
  [[nodiscard]] std::chrono::microseconds jitter() {
    return std::chrono::microseconds{std::uniform_int_distribution<int>{0, 2000}(random_)};
  }

  template <class Deed>
  void act(std::barrier<>& start, std::chrono::microseconds wait, Deed deed) {
    start.arrive_and_wait();
    std::this_thread::sleep_for(wait);
    try {
      deed();
    } catch (const Unavailable&) {
      ++failures_;
    }
  }

  std::array<std::unique_ptr<db::Connection>, 2> connections_;
  std::minstd_rand random_{std::random_device{}()};
  std::atomic<int> failures_ = 0;
};

}  // namespace latchkey::test
