#include "trading/provisioning/mt5_renewal.hpp"

#include <utility>

#include "base/log.hpp"
#include "trading/platforms/circuit.hpp"

namespace latchkey::trading {
namespace {

using Clock = std::chrono::steady_clock;

// Whether the server has said no to this account, and will say so again.
bool is_final(const Failure& failure) {
  const bool is_refusal = failure.outcome == Outcome::refused_for_good || failure.outcome == Outcome::absent ||
                          failure.outcome == Outcome::taken;
  return is_refusal && !concerns_manager(failure);
}

// Whether the request was certainly not carried out. A 401 or 403 comes from the access server, which runs no command.
bool leaves_no_trace(const Failure& failure) {
  return failure.outcome == Outcome::not_sent || is_final(failure) || concerns_manager(failure) ||
         failure.code.starts_with("http_40");
}

class Renewal {
 public:
  Renewal(Workbench& bench, Mt5Client& client, RenewalJob job, std::chrono::milliseconds request_timeout)
      : bench_(bench), client_(client), job_(std::move(job)), request_timeout_(request_timeout) {}

  std::optional<Failure> run() {
    deadline_ = Clock::now() + bench_.pace.lease;
    if (!begin_renewing(bench_, job_)) return std::nullopt;
    bench_.at_step(SendStep::sending);
    if (const auto failure = set({Mt5Password::Kind::main, job_.main_password})) return settle(*failure);
    is_main_set_ = true;
    bench_.at_step(SendStep::half_way);
    if (const auto failure = set({Mt5Password::Kind::investor, job_.investor_password})) return settle(*failure);
    bench_.at_step(SendStep::answered);
    finish(Renewed::both, {});
    bench_.at_step(SendStep::stored);
    return std::nullopt;
  }

 private:
  // Nothing when the account has the password now.
  std::optional<Failure> set(const Mt5Password& password) {
    if (!extend_lease()) return Failure{Outcome::not_sent, "paused", "this process was stopped for too long"};
    const auto result = client_.change_password(job_.login, password);
    const auto* failure = std::get_if<Failure>(&result);
    if (failure == nullptr) return std::nullopt;
    const Failure refusal = judge(*failure);
    const bool may_have_it = job_.is_unclear && is_final(refusal);
    return may_have_it ? look(password, refusal) : std::optional(refusal);
  }

  // Before each request that changes something: a process that was stopped for so long that another one has the
  // platform must not send any more.
  bool extend_lease() {
    if (!is_main_set_) return Clock::now() + request_timeout_ <= deadline_;
    return hold_platform(bench_.db, job_.platform_id, bench_.holder, bench_.pace);
  }

  // Refused again, in a session that had just been proved.
  Failure judge(const Failure& failure) const {
    if (!failure.code.starts_with("http_40") || failure.code != job_.outcome_code) return failure;
    return {Outcome::refused_for_good, failure.code, "the manager may not change passwords"};
  }

  // The server refuses a password that an earlier try may have set: a server may refuse the one that an account has.
  std::optional<Failure> look(const Mt5Password& password, const Failure& refusal) {
    const auto proof = client_.check_password(job_.login, password);
    const auto* doubt = std::get_if<Failure>(&proof);
    if (doubt == nullptr) return std::nullopt;
    if (doubt->code == "mt5_3006" || doubt->outcome == Outcome::absent) return refusal;
    has_answered_ = is_final(*doubt);
    return Failure{Outcome::unclear, refusal.code,
                   "refused, and nobody can tell whether an earlier try was carried out"};
  }

  std::optional<Failure> settle(const Failure& failure) {
    log(LogLevel::warning, "passwords_not_renewed",
        {{"account", job_.account_id.text()}, {"code", failure.code}, {"detail", failure.detail}});
    bench_.at_step(SendStep::answered);
    if (is_final(failure)) {
      if (is_main_set_) {
        finish(Renewed::main_alone, failure);
      } else {
        fail_renewal(bench_.db, job_, failure);
      }
      bench_.at_step(SendStep::stored);
      return std::nullopt;
    }
    const bool is_clean = leaves_no_trace(failure) && !is_main_set_ && !job_.is_unclear;
    put_renewal_back(bench_.db, job_, failure, is_clean ? Trace::none : Trace::possible, bench_.pace);
    bench_.at_step(SendStep::stored);
    return has_answered_ ? std::nullopt : std::optional(failure);
  }

  void finish(Renewed renewed, const Failure& failure) {
    finish_renewal(bench_.db, job_, renewed, failure);
    log(LogLevel::info, "passwords_renewed",
        {{"account", job_.account_id.text()}, {"login", std::to_string(job_.login)}, {"note", failure.code}});
  }

  Workbench& bench_;
  Mt5Client& client_;
  RenewalJob job_;
  std::chrono::milliseconds request_timeout_;
  Clock::time_point deadline_{};
  bool is_main_set_ = false;
  bool has_answered_ = false;  // the server is well, though it does not let us find out
};

}  // namespace

std::optional<Failure> renew_at_mt5(Workbench& bench, Mt5Client& client, RenewalJob job,
                                    std::chrono::milliseconds request_timeout) {
  return Renewal(bench, client, std::move(job), request_timeout).run();
}

}  // namespace latchkey::trading
