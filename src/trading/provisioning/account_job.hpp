// An account on its way: the states of trading_accounts.status and the steps between them. Each step is one transaction
// and leaves a line in the account's history.
//
//   pending -> sending -> created            the platform said yes
//              sending -> failed             it said no for good
//              sending -> pending            nothing had reached it: again later
//              sending -> unclear            it may have opened the account: look for the tag
//              unclear -> created | pending  the tag was found | it is not there, twice
//              unclear -> manual             nobody can tell: a person decides
//
// `sending` is stored before the request goes out. Whoever finds a row in it (its process died) treats it as unclear.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_keeper.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"
#include "trading/platforms/outcome.hpp"
#include "trading/platforms/pace.hpp"

namespace latchkey::trading {

struct AccountJob {
  Uuid id = Uuid();
  Uuid platform_id = Uuid();
  std::string status;
  std::string group_name;
  std::string currency;
  std::uint64_t leverage = 0;
  std::string customer_address;
  std::string customer_name;
  std::string customer_email;
  std::string customer_phone;
  std::uint64_t attempts = 0;
  std::string outcome_code;  // of the last attempt; empty when there was none

  // Of the opening; empty until begin_sending() has made it.
  std::string tag;
  std::string main_password;
  std::string investor_password;
  std::uint64_t watermark = 0;  // the highest login of the group before the request was sent for the first time
  std::uint64_t looks = 0;
};

// The account of the platform that has been due for longest. Passwords are opened with `keeper`.
[[nodiscard]] std::optional<AccountJob> find_due_job(db::Connection& db, const Uuid& platform_id,
                                                     const SecretKeeper& keeper);

// Stores that a request is about to go out: makes tag and passwords at the first time, keeps them at every later one,
// and extends the lease. False when the lease or the row has gone to somebody else; then nothing may be sent.
[[nodiscard]] bool begin_sending(db::Connection& db, const Uuid& holder, AccountJob& job, std::uint64_t watermark,
                                 const SecretKeeper& keeper, const Pace& pace);

// The account exists under this login. `note` is the code of something an administrator should know, or empty. False
// when the row is no longer on its way, or the login belongs to another row (the account is then manual).
bool finish_created(db::Connection& db, const AccountJob& job, std::uint64_t login, std::string_view note);

void finish_failed(db::Connection& db, const AccountJob& job, const Failure& failure);
void hand_to_person(db::Connection& db, const AccountJob& job, const Failure& failure);

// Back into the queue, to be sent again after `wait`.
void put_back(db::Connection& db, const AccountJob& job, const Failure& failure, Pace::Wait wait);

// To be looked for after `wait`. After `clean_looks_wanted` looks that found nothing it may be sent again.
void mark_unclear(db::Connection& db, const AccountJob& job, const Failure& failure, int clean_looks_wanted,
                  Pace::Wait wait);

// A look found nothing. It counts as clean when the last clean one is pace.clean_gap ago; when enough were clean the
// account is pending again; when it has been unclear for pace.manual_after it is manual.
void note_empty_look(db::Connection& db, const AccountJob& job, const Pace& pace);

// A look that failed says nothing: another one after `wait`.
void postpone_look(db::Connection& db, const AccountJob& job, const Pace& pace);

// Logins above `watermark` that rows of this platform have.
[[nodiscard]] std::vector<std::uint64_t> list_known_logins(db::Connection& db, const Uuid& platform_id,
                                                           std::uint64_t watermark);

}  // namespace latchkey::trading
