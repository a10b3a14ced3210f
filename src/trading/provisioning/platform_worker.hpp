// Works on the accounts of one platform, one request at a time, while this process holds the platform.
#pragma once
#include <memory>

#include "trading/platforms/platform.hpp"
#include "trading/provisioning/account_job.hpp"
#include "trading/provisioning/renewal_job.hpp"
#include "trading/provisioning/workbench.hpp"

namespace latchkey::trading {

class PlatformWorker {
 public:
  PlatformWorker() = default;
  virtual ~PlatformWorker() = default;
  PlatformWorker(const PlatformWorker&) = delete;
  PlatformWorker& operator=(const PlatformWorker&) = delete;
  PlatformWorker(PlatformWorker&&) = delete;
  PlatformWorker& operator=(PlatformWorker&&) = delete;

  // Takes the account one step on. A failure of the platform opens its circuit. Throws Unavailable when the database is
  // away; the account's row then tells the next worker what to do.
  virtual void work(AccountJob job) = 0;

  // Takes a renewal of passwords one step on, in the same way.
  virtual void renew(RenewalJob job) = 0;

  // Keeps an idle session alive.
  virtual void keep_alive() = 0;

  // Ends the session in good order.
  virtual void leave() = 0;
};

[[nodiscard]] std::unique_ptr<PlatformWorker> make_mt5_worker(Workbench& bench, const Platform& platform);
[[nodiscard]] std::unique_ptr<PlatformWorker> make_mt4_worker(Workbench& bench, const Platform& platform);

}  // namespace latchkey::trading
