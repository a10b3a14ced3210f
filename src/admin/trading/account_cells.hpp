// How the pages show trading accounts; in trading_account_page.cpp.
#pragma once
#include "admin/frame/page.hpp"
#include "trading/settings/account_overview.hpp"

namespace latchkey::admin {

// The account's status, with the code of the last outcome below it.
[[nodiscard]] Cell status_cell(trading::AccountStatus status, std::string_view code);

// When the account is worked on next; a dash when nobody works on it any more.
[[nodiscard]] Cell next_try_cell(const trading::AccountRecord& record);

// The customer's e-mail, with a link for those who may see customers.
[[nodiscard]] Cell customer_cell(const Visit& visit, const trading::AccountRecord& record);

}  // namespace latchkey::admin
