// Works on the accounts of one platform, one request at a time, while this process holds the platform.
#pragma once
#include <functional>
#include <memory>
#include <string_view>

#include "base/secret_keeper.hpp"
#include "db/connection.hpp"
#include "trading/platforms/pace.hpp"
#include "trading/platforms/platform_store.hpp"
#include "trading/provisioning/account_job.hpp"

namespace latchkey::trading {

// What a worker works with; outlives it.
struct Workbench {
  db::Connection& db;
  const SecretKeeper& keeper;
  Pace pace;
  Uuid holder = Uuid::make();  // this process, as leases name it
  // Called when a step has been reached: sending (stored, nothing sent yet), answered (nothing stored yet), stored.
  // Tests end the process there.
  std::function<void(std::string_view)> at_step = [](std::string_view) {};
};

class PlatformWorker {
 public:
  PlatformWorker() = default;
  virtual ~PlatformWorker() = default;
  PlatformWorker(const PlatformWorker&) = delete;
  PlatformWorker& operator=(const PlatformWorker&) = delete;
  PlatformWorker(PlatformWorker&&) = delete;
  PlatformWorker& operator=(PlatformWorker&&) = delete;

  // Takes the account one step on. Throws Unavailable when the database is away; the row then tells the next worker
  // what to do. Failures of the platform open its circuit.
  virtual void work(AccountJob job) = 0;

  // Keeps an idle session alive.
  virtual void keep_alive() = 0;

  // Ends the session in good order.
  virtual void leave() = 0;
};

[[nodiscard]] std::unique_ptr<PlatformWorker> make_mt5_worker(Workbench& bench, const Platform& platform);
[[nodiscard]] std::unique_ptr<PlatformWorker> make_mt4_worker(Workbench& bench, const Platform& platform);

}  // namespace latchkey::trading
