// The states of a trading account: those that are stored, and what customers and callers of the API are told of them.
#pragma once
#include <array>
#include <optional>
#include <string_view>

namespace latchkey::db {
class Row;
}

namespace latchkey::trading {

// trading_accounts.status. How one follows the other: trading/provisioning/account_job.hpp.
enum class AccountStatus {
  pending,  // waits for its turn
  sending,  // a request for it is under way
  unclear,  // the answer was lost, and the account is looked for
  created,  // it is open at the platform
  failed,   // it is not open and will not be
  manual,   // nobody can tell what became of it: a person decides
};

inline constexpr std::array<AccountStatus, 6> all_account_statuses{AccountStatus::pending, AccountStatus::sending,
                                                                   AccountStatus::unclear, AccountStatus::manual,
                                                                   AccountStatus::created, AccountStatus::failed};

[[nodiscard]] std::string_view name_of(AccountStatus status);
[[nodiscard]] std::optional<AccountStatus> parse_account_status(std::string_view name);

// The row's column `status`. Throws std::logic_error for a name that nobody knows.
[[nodiscard]] AccountStatus read_account_status(const db::Row& row);

// What customers and callers are told. Everything that is neither created nor failed is pending to them.
enum class ShownStatus { pending, created, failed };

[[nodiscard]] std::string_view name_of(ShownStatus status);
[[nodiscard]] ShownStatus shown_status(AccountStatus status);

}  // namespace latchkey::trading
