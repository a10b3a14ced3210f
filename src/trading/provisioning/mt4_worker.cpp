// How accounts are opened by MetaTrader 4's WebRegistration plug-in. The plug-in has neither an idempotency key nor a
// look-up, so an account whose answer is unclear is never asked for again but handed to a person.
#include <charconv>

#include "base/log.hpp"
#include "trading/mt4/mt4_client.hpp"
#include "trading/platforms/circuit.hpp"
#include "trading/provisioning/account_outcome.hpp"
#include "trading/provisioning/platform_worker.hpp"

namespace latchkey::trading {
namespace {

using Clock = std::chrono::steady_clock;

class Mt4Worker : public PlatformWorker {
 public:
  Mt4Worker(Workbench& bench, const Platform& platform)
      : bench_(bench), platform_(platform), client_(make_mt4_settings(platform, bench.keeper)) {}

  void work(AccountJob job) override {
    if (job.status != AccountStatus::pending) {
      return leave_to_person(job, {Outcome::unclear, "interrupted", "the provisioner ended before it knew the answer"});
    }
    const auto deadline = Clock::now() + bench_.pace.lease;
    if (!begin_sending(bench_, job, 0)) return;
    bench_.at_step(SendStep::sending);
    if (Clock::now() + platform_.connect_timeout + platform_.request_timeout > deadline) {
      return put_back(bench_.db, job, {Outcome::not_sent, "paused", "this process was stopped for too long"},
                      bench_.pace.first_retry);
    }
    std::uint64_t group = 0;
    static_cast<void>(std::from_chars(job.group_name.data(), job.group_name.data() + job.group_name.size(), group));
    const auto result = client_.add_account({.customer_id = job.customer_id,
                                             .customer_address = job.customer_address,
                                             .group_index = group,
                                             .name = job.customer_name,
                                             .email = job.customer_email,
                                             .phone = job.customer_phone,
                                             .leverage = job.leverage,
                                             .password = job.main_password,
                                             .investor_password = job.investor_password,
                                             .tag = job.tag});
    bench_.at_step(SendStep::answered);
    if (const auto* failure = std::get_if<Failure>(&result)) {
      settle(job, *failure);
    } else {
      finish(job, std::get<std::uint64_t>(result));
    }
    bench_.at_step(SendStep::stored);
  }

  void renew(RenewalJob job) override {
    fail_renewal(bench_.db, job, {Outcome::refused_for_good, "renewal_unknown", "MetaTrader 4 cannot be asked for it"});
  }

  void keep_alive() override {}
  void leave() override {}

 private:
  void leave_to_person(const AccountJob& job, const Failure& failure) {
    static_cast<void>(hand_to_person(bench_.db, job, failure));
  }

  void finish(const AccountJob& job, std::uint64_t login) {
    static_cast<void>(finish_created(bench_.db, job, login, ""));
    close_circuit(bench_.db, platform_.id);
    const std::string number = std::to_string(login);
    log(LogLevel::info, "account_created",
        {{"platform", platform_.name}, {"account", job.id.text()}, {"login", number}});
  }

  void settle(const AccountJob& job, const Failure& failure) {
    log(LogLevel::warning, "account_not_created",
        {{"platform", platform_.name}, {"account", job.id.text()}, {"code", failure.code}, {"detail", failure.detail}});
    switch (failure.outcome) {
      case Outcome::refused_for_good:
        if (failure.code != "mt4_wrong_secret" && failure.code != "value_secret") {
          return finish_failed(bench_.db, job, failure);
        }
        put_back(bench_.db, job, failure, bench_.pace.first_retry);  // the platform is set up wrongly, not the account
        return open_circuit(bench_.db, platform_.id, failure, bench_.pace);
      case Outcome::refused_for_now:
        return put_back(bench_.db, job, failure, bench_.pace.blocked_address);
      case Outcome::not_sent:
        put_back(bench_.db, job, failure, bench_.pace.first_retry);
        return open_circuit(bench_.db, platform_.id, failure, bench_.pace);
      default:
        return leave_to_person(job, failure);
    }
  }

  Workbench& bench_;
  Platform platform_;
  Mt4Client client_;
};

}  // namespace

std::unique_ptr<PlatformWorker> make_mt4_worker(Workbench& bench, const Platform& platform) {
  return std::make_unique<Mt4Worker>(bench, platform);
}

}  // namespace latchkey::trading
