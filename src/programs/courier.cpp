// latchkey-courier: tells webhooks and postbacks what has happened, and sends mails.
#include "courier/courier.hpp"

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <memory>

#include "base/log.hpp"
#include "courier/delivery_desk.hpp"
#include "courier/mail_desk.hpp"
#include "crypto/secret_box.hpp"
#include "programs/start.hpp"

namespace {

std::atomic<bool> must_stop{false};
static_assert(std::atomic<bool>::is_always_lock_free, "it is set by a signal handler");

void stop(int) { must_stop = true; }

// As many connections may be open as the machine allows; the usual 1,024 files are too few where many receivers hang.
void allow_many_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  static_cast<void>(setrlimit(RLIMIT_NOFILE, &limit));
}

// Until one of the signals. SIGUSR1 is how multiwatch ends its children.
int work(const latchkey::Config& config, latchkey::db::Connection& db) {
  struct sigaction action {};
  action.sa_handler = stop;
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) sigaction(signal, &action, nullptr);
  allow_many_files();
  const latchkey::crypto::SecretBox box(config.key_file);
  latchkey::courier::Transfers transfers;
  latchkey::courier::Courier courier(db, transfers);
  courier.add(std::make_unique<latchkey::courier::DeliveryDesk>(
      latchkey::courier::DeliveryTools{db, transfers, box, config.courier}));
  if (config.mail) {
    courier.add(
        std::make_unique<latchkey::courier::MailDesk>(latchkey::courier::MailTools{db, transfers, box, config}));
  }
  latchkey::log(latchkey::LogLevel::info, "courier_started", {});
  courier.run(must_stop);
  latchkey::log(latchkey::LogLevel::info, "courier_ended", {});
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  static constexpr std::string_view purpose =
      "A daemon that tells webhooks and postbacks what has happened, and sends the mails that wait.\n"
      "Several may run, on one machine or on many: each message belongs to one of them at a time. ";
  return latchkey::run_program(argc, argv, {"latchkey-courier", purpose, latchkey::Program::courier, work});
}
