// Settings > Trading Platforms: what each route does. Before one of these is called, the visitor's permission for the
// route was checked, and the form value of a POST.
#pragma once
#include "admin/parts/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// In platform_page.cpp, platform_form.cpp and platform_test_page.cpp. 303 when saved; 422 with the errors beside the
// fields; 404. The answer of the test grows while its steps are taken.
[[nodiscard]] http::Response list_platforms(const Visit& visit);
[[nodiscard]] http::Response show_platform(const Visit& visit);
[[nodiscard]] http::Response show_new_platform(const Visit& visit);  // `?kind=mt4`
[[nodiscard]] http::Response save_new_platform(const Visit& visit);
[[nodiscard]] http::Response show_platform_form(const Visit& visit);
[[nodiscard]] http::Response save_platform(const Visit& visit);
[[nodiscard]] http::Response enable_platform(const Visit& visit);
[[nodiscard]] http::Response disable_platform(const Visit& visit);
[[nodiscard]] http::Response test_platform(const Visit& visit);

// In platform_groups_page.cpp. 409 for the removal of a group that accounts were asked for in.
[[nodiscard]] http::Response list_groups(const Visit& visit);
[[nodiscard]] http::Response show_new_group(const Visit& visit);
[[nodiscard]] http::Response save_new_group(const Visit& visit);
[[nodiscard]] http::Response show_group(const Visit& visit);
[[nodiscard]] http::Response save_group(const Visit& visit);
[[nodiscard]] http::Response confirm_remove_group(const Visit& visit);
[[nodiscard]] http::Response remove_group(const Visit& visit);

// In trading_accounts_page.cpp (`?platform=NAME&state=…`; `&before=ID` is the next page) and trading_account_page.cpp.
// 409 for an account whose status does not allow the decision.
[[nodiscard]] http::Response list_trading_accounts(const Visit& visit);
[[nodiscard]] http::Response show_trading_account(const Visit& visit);
[[nodiscard]] http::Response retry_trading_account(const Visit& visit);
[[nodiscard]] http::Response confirm_resolve_account(const Visit& visit);
[[nodiscard]] http::Response resolve_trading_account(const Visit& visit);

// In password_renewal_page.cpp. 409 where no renewal can be asked for, and while one waits.
[[nodiscard]] http::Response confirm_renew_passwords(const Visit& visit);
[[nodiscard]] http::Response renew_passwords(const Visit& visit);

}  // namespace latchkey::admin
