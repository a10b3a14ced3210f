// The algorithm for MetaTrader 5. It has no idempotency key, so: a tag in the account's comment, stored before the
// first request; after any unclear answer the tag is looked for, and only its proven absence lets the request be sent
// again.
#include <algorithm>
#include <map>

#include "base/log.hpp"
#include "trading/mt5/mt5_look_up.hpp"
#include "trading/platforms/circuit.hpp"
#include "trading/provisioning/platform_worker.hpp"

namespace latchkey::trading {
namespace {

using Clock = std::chrono::steady_clock;

// Codes that speak of our manager or our address, not of the account.
bool concerns_platform(const Failure& failure) {
  static constexpr std::string_view codes[] = {"mt5_1001", "mt5_1002", "mt5_1011", "mt5_1012", "mt5_1024"};
  return std::ranges::find(codes, failure.code) != std::end(codes);
}

class Mt5Worker : public PlatformWorker {
 public:
  Mt5Worker(Workbench& bench, const Platform& platform)
      : bench_(bench), platform_(platform), client_(make_mt5_settings(platform, bench.keeper)) {}

  void work(AccountJob job) override {
    if (!client_.is_signed_in() && !sign_in()) return;
    if (job.status == "pending") {
      send(job);
    } else {
      look(job);
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

  // The platform is left alone for a while, or until an administrator has looked.
  void give_up(const Failure& failure) {
    tell("platform_failed", failure);
    open_circuit(bench_.db, platform_.id, failure, bench_.pace);
  }

  // The highest login of the group now, asked once a session, with the group's currency checked: every account we open
  // ourselves is above it, and a watermark that is too low only means more to look at.
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

  // The deposit currency is the group's own, so a group that is mapped wrongly would open the wrong kind of account. A
  // group that cannot be read is left to the server's answer.
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

  // A failure before anything was sent.
  void refuse_or_wait(const AccountJob& job, const Failure& failure) {
    if (failure.outcome == Outcome::refused_for_good && !concerns_platform(failure)) {
      finish_failed(bench_.db, job, failure);
    } else {
      give_up(failure);
    }
  }

  void send(AccountJob& job) {
    const auto watermark = find_watermark(job);
    if (!watermark) return;
    const auto deadline = Clock::now() + bench_.pace.lease;
    if (!begin_sending(bench_.db, bench_.holder, job, *watermark, bench_.keeper, bench_.pace)) return;
    bench_.at_step("sending");
    // A process that was stopped for so long may have lost the platform meanwhile: the row is looked at as unclear.
    if (Clock::now() + platform_.request_timeout > deadline) return;
    const auto result = client_.add_account({job.group_name, job.customer_name, job.customer_email, job.customer_phone,
                                             job.leverage, job.main_password, job.investor_password, job.tag});
    bench_.at_step("answered");
    if (const auto* failure = std::get_if<Failure>(&result)) {
      settle(job, *failure);
    } else {
      accept(job, std::get<Mt5Account>(result));
    }
    bench_.at_step("stored");
  }

  // The answer holds the new account as the server has stored it; only when it does not say enough is it read again.
  void accept(const AccountJob& job, Mt5Account account) {
    if (account.comment != job.tag || account.group != job.group_name || account.leverage != job.leverage) {
      auto read = client_.find_account(account.login);
      if (auto* better = std::get_if<Mt5Account>(&read)) account = *better;
    }
    std::string note;
    if (account.comment != job.tag) note = "tag_unreadable";
    if (account.leverage != job.leverage) note = "leverage_differs";
    if (account.group != job.group_name) note = "group_differs";
    const auto known = watermarks_.find(job.group_name);  // gone with the session when the second reading failed
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
    if (failure.code.starts_with("http_40") && is_repeated) {  // again, in a session that had just been proved
      failure.outcome = Outcome::refused_for_good;
      failure.detail = "the manager may not open accounts in this group";
    }
    switch (failure.outcome) {
      case Outcome::refused_for_good:
        if (!concerns_platform(failure)) return finish_failed(bench_.db, job, failure);
        put_back(bench_.db, job, failure, bench_.pace.first_retry);
        return give_up(failure);
      case Outcome::not_sent:
        put_back(bench_.db, job, failure, bench_.pace.first_retry);
        return give_up(failure);
      case Outcome::refused_for_now:  // it says that nothing was done: one look confirms it
        mark_unclear(bench_.db, job, failure, 1, bench_.pace.first_retry);
        return give_up(failure);
      default:
        mark_unclear(bench_.db, job, failure, 2, bench_.pace.first_look);
        failure.outcome = Outcome::unclear;
        return give_up(failure);
    }
  }

  void look(const AccountJob& job) {
    const auto found = find_tagged_logins(client_, {job.group_name, job.tag, job.watermark,
                                                    list_known_logins(bench_.db, job.platform_id, job.watermark)});
    if (const auto* failure = std::get_if<Failure>(&found)) {
      if (failure->code == "tag_unreadable") return hand_to_person(bench_.db, job, *failure);
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

  // The tag is at the platform. The password proves that the account is the one we asked for.
  void claim(const AccountJob& job, const std::vector<std::uint64_t>& logins) {
    const auto proof = client_.check_password(logins.front(), job.main_password);
    if (const auto* failure = std::get_if<Failure>(&proof)) {
      if (failure->code == "mt5_3006") {
        return hand_to_person(bench_.db, job,
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
