// Trading accounts as staff see them: their states, what holds them up, and how many wait.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"
#include "trading/accounts/account_status.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::trading {

struct AccountRecord {
  Uuid id = Uuid();
  Uuid customer_id = Uuid();
  std::string customer_email;
  std::string platform;
  PlatformKind kind = PlatformKind::mt5;
  std::string account_type;
  std::string currency;
  std::uint64_t leverage = 0;
  AccountStatus status = AccountStatus::pending;
  std::optional<std::uint64_t> login;
  std::string code;  // of the last outcome; empty when there was none
  std::uint64_t attempts = 0;
  std::string created_at;       // ISO 8601
  std::string next_attempt_at;  // ISO 8601; empty when nothing more will be done
};

struct AnyStatus {};
struct Unfinished {};  // every status but created

struct AccountFilter {
  std::variant<AnyStatus, Unfinished, AccountStatus> status;
  std::string platform;                // its name; empty: all platforms
  std::optional<std::uint64_t> login;  // only accounts with this login
  std::optional<Uuid> before;          // only accounts that were asked for before this one: the next page
};

// The newest first, at most `longest`.
[[nodiscard]] std::vector<AccountRecord> list_account_records(db::Connection& db, const AccountFilter& filter,
                                                              std::size_t longest);
[[nodiscard]] std::optional<AccountRecord> find_account_record(db::Connection& db, const Uuid& id);

// What is kept about an account from the first request for it on.
struct AccountOpening {
  std::string tag;            // in the account's comment at the platform, where a person can find it too
  std::string sent_at;        // ISO 8601, of the last request; empty when none was sent
  std::string unclear_since;  // ISO 8601; empty when the last request was answered clearly
  std::uint64_t looks = 0;    // since the last request
};
[[nodiscard]] std::optional<AccountOpening> find_opening(db::Connection& db, const Uuid& account_id);

// Whether there are passwords that the customer has not seen yet. For the command line alone: the admin area's database
// account may not read them.
[[nodiscard]] bool has_unseen_passwords(db::Connection& db, const Uuid& account_id);

// How many accounts of a platform are not created.
struct Queue {
  Uuid platform_id;
  std::int64_t on_its_way = 0;  // pending, sending and unclear
  std::int64_t unclear = 0;
  std::int64_t failed = 0;
  std::int64_t manual = 0;
};

// Platforms whose accounts are all created are left out.
[[nodiscard]] std::vector<Queue> count_queues(db::Connection& db);

// How many accounts need somebody.
struct Backlog {
  std::int64_t manual = 0;
  // Due for more than 10 minutes on an enabled platform whose circuit is closed, while no process holds the platform:
  // no provisioner is running.
  std::int64_t overdue = 0;
  std::int64_t disabled = 0;  // not finished, on platforms that are disabled
};
[[nodiscard]] Backlog count_backlog(db::Connection& db);

}  // namespace latchkey::trading
