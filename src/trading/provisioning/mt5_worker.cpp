// How accounts are opened at MetaTrader 5, which has no idempotency key. A tag is stored before the first request and
// sent in the account's comment. After an unclear answer the tag is looked for, and the request is sent again only when
// the tag has been proved not to be there.
#include <algorithm>
#include <map>

#include "base/log.hpp"
#include "trading/mt5/mt5_look_up.hpp"
#include "trading/platforms/circuit.hpp"
#include "trading/provisioning/account_outcome.hpp"
#include "trading/provisioning/mt5_renewal.hpp"
#include "trading/provisioning/platform_worker.hpp"

namespace latchkey::trading {
namespace {

using Clock = std::chrono::steady_clock;

class Mt5Worker : public PlatformWorker {
 public:
  Mt5Worker(Workbench& bench, const Platform& platform)
      : bench_(bench), platform_(platform), client_(make_mt5_settings(platform, bench.keeper)) {}

  void work(AccountJob job) override {
    if (!client_.is_signed_in() && !sign_in()) return;
    if (job.status == AccountStatus::pending) {
      send(job);
    } else {
      look(job);
    }
  }

  void renew(RenewalJob job) override {
    if (!client_.is_signed_in() && !sign_in()) return;
    if (const auto failure = renew_at_mt5(bench_, client_, std::move(job), platform_.request_timeout)) {
      give_up(*failure);
    } else {
      close_circuit(bench_.db, platform_.id);
    }
  }

  void keep_alive() override {
    const auto result = client_.ping_if_due();
    if (const auto* failure = std::get_if<Failure>(&result)) tell("platform_session_ended", *failure);
  }

  void leave() override { client_.sign_out(); }

 private:
  bool sign_in() {
    watermarks_.clear();
    const auto result = client_.sign_in();
    const auto* failure = std::get_if<Failure>(&result);
    if (failure == nullptr) return true;
    give_up(*failure);
    return false;
  }

  void tell(std::string_view event, const Failure& failure) const {
    log(failure.outcome == Outcome::refused_for_good ? LogLevel::error : LogLevel::warning, event,
        {{"platform", platform_.name}, {"code", failure.code}, {"detail", failure.detail}});
  }

  // Leaves the platform alone for a while, or until an administrator has looked at it.
  void give_up(const Failure& failure) {
    tell("platform_failed", failure);
    open_circuit(bench_.db, platform_.id, failure, bench_.pace);
  }

  // The highest login of the group at this moment. It is asked for once a session, together with the check of the
  // group's currency. Accounts that are opened later have higher logins, so a look may begin there; a watermark that is
  // too low only makes the look longer. Nothing when the server could not be asked; what follows from that for the
  // account or the platform is done.
  std::optional<std::uint64_t> find_watermark(const AccountJob& job) {
    const auto known = watermarks_.find(job.group_name);
    if (known != watermarks_.end()) return known->second;
    if (const auto failure = check_currency(job)) {
      refuse_or_wait(job, *failure);
      return std::nullopt;
    }
    const auto listed = client_.list_logins(job.group_name);
    if (const auto* failure = std::get_if<Failure>(&listed)) {
      refuse_or_wait(job, *failure);
      return std::nullopt;
    }
    const auto& logins = std::get<std::vector<std::uint64_t>>(listed);
    const auto highest = logins.empty() ? 0 : *std::ranges::max_element(logins);
    watermarks_[job.group_name] = highest;
    return highest;
  }

  // An account has its group's currency, so a group that is mapped wrongly would open the wrong account. When the
  // server does not let us read the group, its answer to the request itself decides.
  std::optional<Failure> check_currency(const AccountJob& job) {
    const auto found = client_.find_group(job.group_name);
    if (const auto* group = std::get_if<Mt5Group>(&found)) {
      if (group->currency == job.currency) return std::nullopt;
      return Failure{Outcome::refused_for_good, "currency_differs",
                     "the group is kept in " + group->currency + ", mapped as " + job.currency};
    }
    const auto& failure = std::get<Failure>(found);
    const bool is_answer = failure.outcome == Outcome::absent || failure.outcome == Outcome::refused_for_good;
    return is_answer ? std::nullopt : std::optional(failure);
  }

  // Sees to a failure before anything was sent: the account has failed, or the platform is left alone for a while.
  void refuse_or_wait(const AccountJob& job, const Failure& failure) {
    if (failure.outcome == Outcome::refused_for_good && !concerns_manager(failure)) {
      finish_failed(bench_.db, job, failure);
    } else {
      give_up(failure);
    }
  }

  void leave_to_person(const AccountJob& job, const Failure& failure) {
    static_cast<void>(hand_to_person(bench_.db, job, failure));
  }

  void send(AccountJob& job) {
    const auto watermark = find_watermark(job);
    if (!watermark) return;
    const auto deadline = Clock::now() + bench_.pace.lease;
    if (!begin_sending(bench_, job, *watermark)) return;
    bench_.at_step(SendStep::sending);
    // A process that was stopped for so long may have lost the platform meanwhile. It sends nothing, and the row is
    // treated like an unclear one.
    if (Clock::now() + platform_.request_timeout > deadline) return;
    const auto result = client_.add_account({.group = job.group_name,
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
      accept(job, std::get<Mt5Account>(result));
    }
    bench_.at_step(SendStep::stored);
  }

  // The answer holds the new account as the server has stored it. It is read once more only when the answer does not
  // say all that was asked for.
  void accept(const AccountJob& job, Mt5Account account) {
    if (account.comment != job.tag || account.group != job.group_name || account.leverage != job.leverage) {
      auto read = client_.find_account(account.login);
      if (auto* better = std::get_if<Mt5Account>(&read)) account = *better;
    }
    std::string note;
    if (account.comment != job.tag) note = "tag_unreadable";
    if (account.leverage != job.leverage) note = "leverage_differs";
    if (account.group != job.group_name) note = "group_differs";
    const auto known = watermarks_.find(job.group_name);  // empty when the second reading ended the session
    if (known != watermarks_.end()) known->second = std::max(known->second, account.login);
    finish(job, account.login, note);
  }

  void finish(const AccountJob& job, std::uint64_t login, const std::string& note) {
    const bool is_stored = finish_created(bench_.db, job, login, note);
    close_circuit(bench_.db, platform_.id);
    const std::string number = std::to_string(login);
    log(is_stored && note.empty() ? LogLevel::info : LogLevel::error,
        is_stored ? "account_created" : "account_created_again",
        {{"platform", platform_.name}, {"account", job.id.text()}, {"login", number}, {"note", note}});
  }

  void settle(const AccountJob& job, Failure failure) {
    const bool is_repeated = !job.outcome_code.empty() && failure.code == job.outcome_code;
    if (failure.code.starts_with("http_40") && is_repeated) {  // refused again, in a session that had just been proved
      failure.outcome = Outcome::refused_for_good;
      failure.detail = "the manager may not open accounts in this group";
    }
    switch (failure.outcome) {
      case Outcome::refused_for_good:
        if (!concerns_manager(failure)) return finish_failed(bench_.db, job, failure);
        put_back(bench_.db, job, failure, bench_.pace.first_retry);
        return give_up(failure);
      case Outcome::not_sent:
        put_back(bench_.db, job, failure, bench_.pace.first_retry);
        return give_up(failure);
      case Outcome::refused_for_now:  // the server says that nothing was done, so one look is enough to confirm it
        mark_unclear(bench_.db, job, failure, {.clean_looks = 1, .wait = bench_.pace.first_retry});
        return give_up(failure);
      default:
        mark_unclear(bench_.db, job, failure, {.clean_looks = 2, .wait = bench_.pace.first_look});
        failure.outcome = Outcome::unclear;
        return give_up(failure);
    }
  }

  void look(const AccountJob& job) {
    const auto found = find_tagged_logins(client_, {.group = job.group_name,
                                                    .tag = job.tag,
                                                    .watermark = job.watermark,
                                                    .known_logins = list_known_logins(bench_.db, job.platform_id)});
    if (const auto* failure = std::get_if<Failure>(&found)) {
      if (failure->code == "tag_unreadable") return leave_to_person(job, *failure);
      postpone_look(bench_.db, job, bench_.pace);
      return give_up(*failure);
    }
    const auto& logins = std::get<std::vector<std::uint64_t>>(found);
    if (logins.empty()) {
      note_empty_look(bench_.db, job, bench_.pace);
      return close_circuit(bench_.db, platform_.id);
    }
    claim(job, logins);
  }

  // The tag is at the platform. The password proves that the account is the one that was asked for.
  void claim(const AccountJob& job, const std::vector<std::uint64_t>& logins) {
    const auto proof = client_.check_password(logins.front(), {Mt5Password::Kind::main, job.main_password});
    if (const auto* failure = std::get_if<Failure>(&proof)) {
      if (failure->code == "mt5_3006") {
        return leave_to_person(job,
                               {Outcome::unclear, "password_differs", "found by its tag, but has another password"});
      }
      postpone_look(bench_.db, job, bench_.pace);
      return give_up(*failure);
    }
    finish(job, logins.front(), logins.size() > 1 ? "several_accounts" : "");
  }

  Workbench& bench_;
  Platform platform_;
  Mt5Client client_;
  std::map<std::string, std::uint64_t> watermarks_;
};

}  // namespace

std::unique_ptr<PlatformWorker> make_mt5_worker(Workbench& bench, const Platform& platform) {
  return std::make_unique<Mt5Worker>(bench, platform);
}

}  // namespace latchkey::trading
