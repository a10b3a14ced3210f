// Settings > Trading Platforms: what each route does. The visitor has the route's permission, and a POST its form
// value, before one of these is called.
#pragma once
#include "admin/frame/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// platform_page.cpp, platform_form.cpp and platform_test_page.cpp. 303 when saved; 422 with the errors beside the
// fields; 404. The test's answer grows while the steps are taken.
[[nodiscard]] http::Response list_platforms(const Visit& visit);
[[nodiscard]] http::Response show_platform(const Visit& visit);
[[nodiscard]] http::Response show_new_platform(const Visit& visit);  // `?kind=mt4`
[[nodiscard]] http::Response save_new_platform(const Visit& visit);
[[nodiscard]] http::Response show_platform_form(const Visit& visit);
[[nodiscard]] http::Response save_platform(const Visit& visit);
[[nodiscard]] http::Response enable_platform(const Visit& visit);
[[nodiscard]] http::Response disable_platform(const Visit& visit);
[[nodiscard]] http::Response test_platform(const Visit& visit);

// platform_groups_page.cpp. 409 for a group that accounts were asked for in.
[[nodiscard]] http::Response list_groups(const Visit& visit);
[[nodiscard]] http::Response show_new_group(const Visit& visit);
[[nodiscard]] http::Response save_new_group(const Visit& visit);
[[nodiscard]] http::Response show_group(const Visit& visit);
[[nodiscard]] http::Response save_group(const Visit& visit);
[[nodiscard]] http::Response confirm_remove_group(const Visit& visit);
[[nodiscard]] http::Response remove_group(const Visit& visit);

// trading_accounts_page.cpp (`?platform=NAME&state=…`, `?before=` is the next page) and trading_account_page.cpp. 409
// for an account whose state does not allow the decision.
[[nodiscard]] http::Response list_trading_accounts(const Visit& visit);
[[nodiscard]] http::Response show_trading_account(const Visit& visit);
[[nodiscard]] http::Response retry_trading_account(const Visit& visit);
[[nodiscard]] http::Response confirm_resolve_account(const Visit& visit);
[[nodiscard]] http::Response resolve_trading_account(const Visit& visit);

}  // namespace latchkey::admin
