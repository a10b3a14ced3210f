// An account on its way: how trading_accounts.status goes from one state to the next. Each step is one transaction and
// leaves a line in the account's history.
//
//   pending -> sending -> created            the platform has opened it
//              sending -> failed             the platform has refused it for good
//              sending -> pending            nothing had reached the platform: again later
//              sending -> unclear            the platform may have opened it: it is looked for by its tag
//              unclear -> created            the tag was found
//              unclear -> pending            two looks have shown that it is not there
//              unclear -> manual             nobody can tell: a person decides
//
// `sending` is stored before the request goes out. A row that is found in it (the process that sent has died) is
// treated like an unclear one.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trading/accounts/account_status.hpp"
#include "trading/platforms/outcome.hpp"
#include "trading/provisioning/workbench.hpp"

namespace latchkey::trading {

struct AccountJob {
  Uuid id = Uuid();
  Uuid platform_id = Uuid();
  AccountStatus status = AccountStatus::pending;
  std::string group_name;
  std::string currency;
  std::uint64_t leverage = 0;
  std::string customer_address;
  std::string customer_name;
  std::string customer_email;
  std::string customer_phone;
  std::string outcome_code;  // of the last attempt; empty when there was none

  // Of the opening; empty until begin_sending() has made it.
  std::string tag;
  std::string main_password;
  std::string investor_password;
  std::uint64_t watermark = 0;  // the highest login of the group before the first request was sent
  std::uint64_t looks = 0;      // since the last request
};

// The account of the platform that has been due for longest. Its passwords are opened with `keeper`, and what that
// throws is thrown on.
[[nodiscard]] std::optional<AccountJob> find_due_job(db::Connection& db, const Uuid& platform_id,
                                                     const SecretKeeper& keeper);

// Stores that a request is about to go out, and extends the lease. The first call makes the tag and the passwords, and
// stores the watermark; later calls keep all three. False when the lease or the row has gone to another process: then
// nothing may be sent.
[[nodiscard]] bool begin_sending(Workbench& bench, AccountJob& job, std::uint64_t watermark);

// The account exists under this login. `note` is the code of something that an administrator should know, or empty.
// False when the row is no longer on its way, or when the login belongs to another row; in the second case the account
// is handed to a person.
bool finish_created(db::Connection& db, const AccountJob& job, std::uint64_t login, std::string_view note);

void finish_failed(db::Connection& db, const AccountJob& job, const Failure& failure);
void hand_to_person(db::Connection& db, const AccountJob& job, const Failure& failure);

// Puts the account back into the queue, to be sent again after `wait`.
void put_back(db::Connection& db, const AccountJob& job, const Failure& failure, Pace::Wait wait);

// How an unclear account is looked for: first after `wait`, and with `clean_looks` looks that find nothing before it
// may be sent again.
struct LookPlan {
  int clean_looks;
  Pace::Wait wait;
};
void mark_unclear(db::Connection& db, const AccountJob& job, const Failure& failure, const LookPlan& plan);

// A look has found nothing. It counts as a clean one when the last clean one was at least pace.clean_gap ago. After
// enough clean looks the account is pending again, else it is looked for once more.
void note_empty_look(db::Connection& db, const AccountJob& job, const Pace& pace);

// A look has failed, which says nothing about the account. It is looked for again after pace.first_look, or handed to a
// person when it has been unclear for pace.manual_after.
void postpone_look(db::Connection& db, const AccountJob& job, const Pace& pace);

// The logins above `watermark` that rows of this platform have.
[[nodiscard]] std::vector<std::uint64_t> list_known_logins(db::Connection& db, const Uuid& platform_id,
                                                           std::uint64_t watermark);

}  // namespace latchkey::trading
