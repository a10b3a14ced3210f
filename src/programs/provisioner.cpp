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

// Until one of the signals; the request in hand is finished first. SIGUSR1 is how multiwatch ends its children.
int work(const latchkey::Config& config, latchkey::db::Connection& db) {
  struct sigaction action {};
  action.sa_handler = stop;
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) sigaction(signal, &action, nullptr);
  const latchkey::crypto::SecretBox box(config.key_file);
  latchkey::trading::Workbench bench{db, box, {}};
  bench.mails_customers = config.mail.has_value();
  bench.pace.manual_after = config.provisioning_manual_after;
  latchkey::log(latchkey::LogLevel::info, "provisioner_started", {});
  latchkey::trading::Provisioner(bench).run(must_stop);
  latchkey::log(latchkey::LogLevel::info, "provisioner_ended", {});
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  static constexpr std::string_view purpose =
      "A daemon that opens the trading accounts the API has queued, on the platforms of Settings > Trading Platforms.\n"
      "Several may run, on one machine or on many: each platform belongs to one of them at a time. ";
  return latchkey::run_program(argc, argv, {"latchkey-provisioner", purpose, latchkey::Program::provisioner, work});
}
