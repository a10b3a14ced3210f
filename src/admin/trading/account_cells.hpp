// How the pages show trading accounts; in trading_account_page.cpp.
#pragma once
#include <functional>
#include <string>

#include "admin/frame/page.hpp"
#include "trading/settings/account_overview.hpp"

namespace latchkey::admin {

// Answers for the account that the route's address names; 404 when there is none.
[[nodiscard]] http::Response with_account(const Visit& visit,
                                          const std::function<http::Response(const trading::AccountRecord&)>& act);

// Below /admin.
[[nodiscard]] std::string address_of(const trading::AccountRecord& record);
[[nodiscard]] std::string title_of(const trading::AccountRecord& record);

// The account's status, with the code of the last outcome below it.
[[nodiscard]] Cell status_cell(trading::AccountStatus status, std::string_view code);

// When the account is worked on next; a dash when nobody works on it any more.
[[nodiscard]] Cell next_try_cell(const trading::AccountRecord& record);

// The customer's e-mail, with a link for those who may see customers.
[[nodiscard]] Cell customer_cell(const Visit& visit, const trading::AccountRecord& record);

// What is known of a renewal of the account's passwords, and the way to ask for one, where there is such a way. In
// password_renewal_page.cpp.
void add_renewal(const Visit& visit, const trading::AccountRecord& record, Page& page, Details& details);

}  // namespace latchkey::admin
