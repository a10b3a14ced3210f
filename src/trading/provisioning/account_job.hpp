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
  std::string customer_id;
  std::string customer_address;  // empty when it is not known
  std::string customer_name;
  std::string customer_email;
  std::string customer_phone;
  std::uint64_t attempts = 0;  // requests begun so far: the fence, see below
  bool mails_customer = false;
  std::string outcome_code;  // of the last attempt; empty when there was none

  // Of the opening; empty until begin_sending() has made it.
  std::string tag;
  std::string main_password;
  std::string investor_password;
  std::uint64_t watermark = 0;  // the highest login of the group before the first request was sent
  std::uint64_t looks = 0;      // since the last request
};

// The account of the platform that has been due for longest. One whose row cannot be read, for example because the key
// of its passwords is lost, is handed to a person, and the next one is taken.
[[nodiscard]] std::optional<AccountJob> take_due_job(db::Connection& db, const Uuid& platform_id,
                                                     const SecretKeeper& keeper);

// Stores that a request is about to go out, and extends the lease. The first call makes the tag and the passwords, and
// stores the watermark; later calls keep all three. False when the lease or the row has gone to another process: then
// nothing may be sent.
[[nodiscard]] bool begin_sending(Workbench& bench, AccountJob& job, std::uint64_t watermark);

}  // namespace latchkey::trading
