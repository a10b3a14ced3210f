// Trading accounts as staff see them: the internal states, what stands in the way, and the history.
#pragma once
#include "db/connection.hpp"
#include "trading/accounts/account_history.hpp"

namespace latchkey::trading {

struct AccountRecord {
  Uuid id = Uuid();
  Uuid customer_id = Uuid();
  std::string customer_email;
  std::string platform;
  std::string kind;  // mt4 or mt5
  std::string account_type;
  std::string currency;
  std::uint64_t leverage = 0;
  std::string status;  // see account_job.hpp
  std::optional<std::uint64_t> login;
  std::string code;  // of the last outcome; empty when there was none
  std::uint64_t attempts = 0;
  std::string created_at;       // ISO 8601
  std::string next_attempt_at;  // ISO 8601; empty when nothing more will be done
};

struct AccountFilter {
  std::string status;                  // empty: all; "unfinished": all but created
  std::string platform;                // name; empty: all
  std::optional<std::uint64_t> login;  // only accounts with this login
  std::optional<Uuid> before;          // only accounts that were asked for before this one: the next page
};

// The newest first, at most `longest`.
[[nodiscard]] std::vector<AccountRecord> list_account_records(db::Connection& db, const AccountFilter& filter,
                                                              std::size_t longest);
[[nodiscard]] std::optional<AccountRecord> find_account_record(db::Connection& db, const Uuid& id);

// What the provisioner keeps about an account that it has begun to open.
struct AccountOpening {
  std::string tag;            // in the account's comment at the platform, by which a person finds it too
  std::string sent_at;        // ISO 8601, of the last request; empty when none was sent
  std::string unclear_since;  // ISO 8601; empty when the last request was answered clearly
  std::uint64_t looks = 0;    // since the last request
};
[[nodiscard]] std::optional<AccountOpening> find_opening(db::Connection& db, const Uuid& account_id);

// Whether there are passwords that the customer has not seen yet. For the command line alone: the admin area's database
// account may not look at them.
[[nodiscard]] bool has_unseen_passwords(db::Connection& db, const Uuid& account_id);

// The accounts of one platform that are not created.
struct Queue {
  Uuid platform_id;
  std::int64_t on_its_way = 0;  // pending, sending and unclear
  std::int64_t unclear = 0;
  std::int64_t failed = 0;
  std::int64_t manual = 0;
};
[[nodiscard]] std::vector<Queue> count_queues(db::Connection& db);  // platforms without any are left out

// How many accounts need somebody.
struct Backlog {
  std::int64_t manual = 0;
  // Due for more than 10 minutes on an enabled platform that nobody holds, though nothing is known against it: no
  // provisioner is running.
  std::int64_t overdue = 0;
  std::int64_t disabled = 0;  // not finished, on platforms that are disabled
};
[[nodiscard]] Backlog count_backlog(db::Connection& db);

}  // namespace latchkey::trading
