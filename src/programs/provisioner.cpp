// latchkey-provisioner: opens the MT4 and MT5 accounts that the API has queued.
#include "trading/provisioning/provisioner.hpp"

#include <atomic>
#include <csignal>

#include "base/log.hpp"
#include "crypto/secret_box.hpp"
#include "programs/start.hpp"

namespace {

std::atomic<bool> must_stop{false};
static_assert(std::atomic<bool>::is_always_lock_free, "it is set by a signal handler");

void stop(int) { must_stop = true; }

// Until SIGTERM, SIGINT or SIGUSR1; the request in hand is finished first.
int work(const latchkey::Config& config, latchkey::db::Connection& db) {
  struct sigaction action {};
  action.sa_handler = stop;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGUSR1, &action, nullptr);  // multiwatch's way to say the same, as it is libfcgi's
  const latchkey::crypto::SecretBox box(config.key_file);
  latchkey::trading::Workbench bench{db, box, {}};
  bench.pace.manual_after = config.provisioning_manual_after;
  latchkey::log(latchkey::LogLevel::info, "provisioner_started", {});
  latchkey::trading::Provisioner(bench).run(must_stop);
  latchkey::log(latchkey::LogLevel::info, "provisioner_ended", {});
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return latchkey::run_program(
      argc, argv,
      {"latchkey-provisioner",
       "A daemon that opens the trading accounts the API has queued, on the platforms of Settings > Trading "
       "Platforms.\n"
       "Several may run, on one machine or on many: each platform belongs to one of them at a time. "},
      latchkey::Program::provisioner, work);
}
