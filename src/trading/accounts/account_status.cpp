#include "trading/accounts/account_status.hpp"

#include <algorithm>
#include <stdexcept>

#include "db/value.hpp"

namespace latchkey::trading {

std::string_view name_of(AccountStatus status) {
  switch (status) {
    case AccountStatus::pending:
      return "pending";
    case AccountStatus::sending:
      return "sending";
    case AccountStatus::unclear:
      return "unclear";
    case AccountStatus::created:
      return "created";
    case AccountStatus::failed:
      return "failed";
    case AccountStatus::manual:
      return "manual";
  }
  throw std::logic_error("an account status without a name");
}

std::optional<AccountStatus> parse_account_status(std::string_view name) {
  const auto* const found =
      std::ranges::find(all_account_statuses, name, [](AccountStatus status) { return name_of(status); });
  return found == all_account_statuses.end() ? std::nullopt : std::optional(*found);
}

AccountStatus read_account_status(const db::Row& row) {
  const auto status = parse_account_status(row.text("status"));
  if (!status) throw std::logic_error("an unknown account status is stored: " + row.text("status"));
  return *status;
}

std::string_view name_of(ShownStatus status) {
  switch (status) {
    case ShownStatus::pending:
      return "pending";
    case ShownStatus::created:
      return "created";
    case ShownStatus::failed:
      return "failed";
  }
  throw std::logic_error("a shown status without a name");
}

ShownStatus shown_status(AccountStatus status) {
  if (status == AccountStatus::created) return ShownStatus::created;
  return status == AccountStatus::failed ? ShownStatus::failed : ShownStatus::pending;
}

}  // namespace latchkey::trading
