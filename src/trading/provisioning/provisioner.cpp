#include "trading/provisioning/provisioner.hpp"

#include <thread>

#include "base/log.hpp"
#include "trading/platforms/circuit.hpp"
#include "trading/platforms/platform_store.hpp"

namespace latchkey::trading {

// The worker for the platform as it is set up now: a new one when the platform was changed. Null, and the circuit is
// opened, when its settings are unusable (the key of its secret is missing, the code page is unknown).
PlatformWorker* Provisioner::find_worker(const Uuid& platform_id) {
  const auto platform = find_platform(bench_.db, platform_id.text());
  if (!platform) return nullptr;
  auto& held = held_[platform_id.text()];
  held.held_at = std::chrono::steady_clock::now();
  if (held.worker && is_reached_alike(held.platform, *platform)) return held.worker.get();
  if (held.worker) held.worker->leave();
  held.worker.reset();
  held.platform = *platform;
  try {
    held.worker =
        platform->kind == PlatformKind::mt4 ? make_mt4_worker(bench_, *platform) : make_mt5_worker(bench_, *platform);
  } catch (const std::exception& error) {
    log(LogLevel::error, "platform_unusable", {{"platform", platform->name}, {"why", error.what()}});
    open_circuit(bench_.db, platform_id, {Outcome::refused_for_good, "settings_unusable", error.what()}, bench_.pace);
    return nullptr;
  }
  return held.worker.get();
}

bool Provisioner::work_on(const Uuid& platform_id) {
  if (!hold_platform(bench_.db, platform_id, bench_.holder, bench_.pace)) return false;
  PlatformWorker* worker = find_worker(platform_id);
  if (worker == nullptr) return false;
  if (auto renewal = take_due_renewal(bench_.db, platform_id, bench_.keeper)) {
    worker->renew(std::move(*renewal));
    return true;
  }
  auto job = take_due_job(bench_.db, platform_id, bench_.keeper);
  if (job) job->mails_customer = bench_.mails_customers;
  if (!job) return false;
  worker->work(std::move(*job));
  return true;
}

// One step for each platform that has work. A fault that comes up on the way to one platform is that platform's own: it
// is left alone for a while, and the others go on.
bool Provisioner::work_once() {
  bool has_worked = false;
  for (const auto& id : list_platforms_with_work(bench_.db)) {
    try {
      has_worked = work_on(id) || has_worked;
    } catch (const Unavailable&) {
      throw;
    } catch (const std::exception& error) {
      log(LogLevel::error, "platform_interrupted", {{"platform", id.text()}, {"why", error.what()}});
      open_circuit(bench_.db, id, {Outcome::refused_for_now, "interrupted", error.what()}, bench_.pace);
    }
  }
  return has_worked;
}

// Whether the platform stays this process's: not when it was disabled, nor when another process has it now.
bool Provisioner::keeps(const Uuid& platform_id) {
  const auto platform = find_platform(bench_.db, platform_id.text());
  if (platform && platform->is_enabled) return hold_platform(bench_.db, platform_id, bench_.holder, bench_.pace);
  release_platform(bench_.db, platform_id, bench_.holder);
  return false;
}

void Provisioner::keep_alive() {
  const auto now = std::chrono::steady_clock::now();
  for (auto entry = held_.begin(); entry != held_.end();) {
    auto& held = entry->second;
    const bool is_due = now - held.held_at > bench_.pace.lease / 4;
    if (is_due && !keeps(held.platform.id)) {
      if (held.worker) held.worker->leave();
      entry = held_.erase(entry);
      continue;
    }
    if (is_due) held.held_at = now;
    if (held.worker) held.worker->keep_alive();
    ++entry;
  }
}

void Provisioner::leave() {
  for (auto& [id, held] : held_) {
    if (held.worker) held.worker->leave();
    release_platform(bench_.db, held.platform.id, bench_.holder);
  }
  held_.clear();
}

bool Provisioner::run_step() {
  static constexpr std::chrono::seconds database_wait{1};
  try {
    const bool has_worked = work_once();
    keep_alive();
    return has_worked;
  } catch (const std::exception& error) {  // must not end the daemon: the rows tell what is to be done next
    log(LogLevel::error, "provisioning_interrupted", {{"why", error.what()}});
    bench_.db.drop();
    std::this_thread::sleep_for(database_wait);
    return true;
  }
}

void Provisioner::run(const std::atomic<bool>& stop) {
  while (!stop) {
    if (!run_step()) std::this_thread::sleep_for(bench_.pace.idle);
  }
  try {
    leave();
  } catch (const Unavailable&) {
    // The leases run out by themselves.
  }
}

}  // namespace latchkey::trading
