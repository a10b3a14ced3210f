// How the pages show trading accounts.
#pragma once
#include "admin/frame/page.hpp"
#include "trading/settings/account_overview.hpp"

namespace latchkey::admin {

// The state of trading_accounts.status, with the code of the last outcome below it.
[[nodiscard]] Cell status_cell(std::string_view status, std::string_view code);

// When the account is worked on next; a dash when nothing more will be done by itself.
[[nodiscard]] Cell next_try_cell(const trading::AccountRecord& record);

// Whose account it is, with a link for those who may see customers.
[[nodiscard]] Cell customer_cell(const Visit& visit, const trading::AccountRecord& record);

}  // namespace latchkey::admin
