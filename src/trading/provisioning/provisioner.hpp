// Opens the accounts that the API has queued, and renews passwords that staff have asked for. Several processes may do
// so at once; each platform belongs to one of them at a time.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "trading/provisioning/platform_worker.hpp"

namespace latchkey::trading {

class Provisioner {
 public:
  // The bench must outlive the provisioner.
  explicit Provisioner(Workbench& bench) : bench_(bench) {}

  // Takes one account a step on, at each platform that has work and that this process holds or can take. True when
  // there was such an account. Throws Unavailable when the database is away.
  bool work_once();

  // Keeps idle sessions and their leases alive.
  void keep_alive();

  // Ends all sessions and gives the platforms up.
  void leave();

  // Works until `stop` is set, and waits while there is nothing to do or the database is away. Ends with leave().
  void run(const std::atomic<bool>& stop);

 private:
  struct Held {
    Platform platform;
    std::unique_ptr<PlatformWorker> worker;
    std::chrono::steady_clock::time_point held_at;
  };

  bool work_on(const Uuid& platform_id);
  [[nodiscard]] bool keeps(const Uuid& platform_id);
  PlatformWorker* find_worker(const Uuid& platform_id);
  bool run_step();

  Workbench& bench_;
  std::map<std::string, Held> held_;  // by the id's text
};

}  // namespace latchkey::trading
