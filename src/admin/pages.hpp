// What each route of the admin area does. The visitor has the route's permission, and a POST its form value, before one
// of these is called.
#pragma once
#include "admin/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// start_page.cpp. 303 to the first page that the visitor may see; 200 when there is none. Sign-out: 303 to the sign-in.
[[nodiscard]] http::Response show_start(const Visit& visit);
[[nodiscard]] http::Response sign_out(const Visit& visit);

// account_page.cpp: the visitor's own password and second factor. 303 when done; 422 with the errors beside the fields;
// 409 for a second factor that a role needs. Recovery codes are shown once. show_code and check_code (401 for a wrong
// code) stand between the password and the rest.
[[nodiscard]] http::Response show_account(const Visit& visit);
[[nodiscard]] http::Response save_own_password(const Visit& visit);
[[nodiscard]] http::Response show_second_factor(const Visit& visit);
[[nodiscard]] http::Response save_second_factor(const Visit& visit);
[[nodiscard]] http::Response remove_own_second_factor(const Visit& visit);
[[nodiscard]] http::Response show_code(const Visit& visit, const std::string& error);
[[nodiscard]] http::Response check_code(const Visit& visit);

// api_keys_page.cpp and api_key_form.cpp. A saved or rotated key: 200 with its value in the list, this once. 422 with
// the errors beside the fields; 404 for an id that is no key.
[[nodiscard]] http::Response list_api_keys(const Visit& visit);
[[nodiscard]] http::Response show_new_api_key(const Visit& visit);
[[nodiscard]] http::Response save_new_api_key(const Visit& visit);
[[nodiscard]] http::Response confirm_revoke_api_key(const Visit& visit);
[[nodiscard]] http::Response revoke_api_key(const Visit& visit);
[[nodiscard]] http::Response show_rotate_api_key(const Visit& visit);
[[nodiscard]] http::Response rotate_api_key(const Visit& visit);

// users_page.cpp. 303 when saved; 422; 404; 403 for a user or a role that may do more than the visitor; 409 for the
// last administrator.
[[nodiscard]] http::Response list_users(const Visit& visit);
[[nodiscard]] http::Response show_new_user(const Visit& visit);
[[nodiscard]] http::Response save_new_user(const Visit& visit);
[[nodiscard]] http::Response show_user(const Visit& visit);
[[nodiscard]] http::Response save_user(const Visit& visit);
[[nodiscard]] http::Response show_user_password(const Visit& visit);
[[nodiscard]] http::Response save_user_password(const Visit& visit);
[[nodiscard]] http::Response confirm_disable_user(const Visit& visit);
[[nodiscard]] http::Response disable_user(const Visit& visit);
[[nodiscard]] http::Response enable_user(const Visit& visit);
[[nodiscard]] http::Response reset_second_factor(const Visit& visit);

// roles_page.cpp. 303 when saved or removed; 422; 404; 409 for a role in use.
[[nodiscard]] http::Response list_roles(const Visit& visit);
[[nodiscard]] http::Response show_new_role(const Visit& visit);
[[nodiscard]] http::Response save_new_role(const Visit& visit);
[[nodiscard]] http::Response show_role(const Visit& visit);
[[nodiscard]] http::Response save_role(const Visit& visit);
[[nodiscard]] http::Response confirm_remove_role(const Visit& visit);
[[nodiscard]] http::Response remove_role(const Visit& visit);

// menus_page.cpp. The list also tests a returnUrl (`?url=`).
[[nodiscard]] http::Response list_menus(const Visit& visit);
[[nodiscard]] http::Response show_new_menu(const Visit& visit);
[[nodiscard]] http::Response save_new_menu(const Visit& visit);
[[nodiscard]] http::Response show_menu(const Visit& visit);
[[nodiscard]] http::Response save_menu(const Visit& visit);
[[nodiscard]] http::Response confirm_remove_menu(const Visit& visit);
[[nodiscard]] http::Response remove_menu(const Visit& visit);

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

// customers_page.cpp and leads_page.cpp. `?q=` searches, `?after=` is the next page. A login link is shown once.
[[nodiscard]] http::Response list_customers(const Visit& visit);
[[nodiscard]] http::Response export_customers(const Visit& visit);
[[nodiscard]] http::Response export_leads(const Visit& visit);
[[nodiscard]] http::Response show_customer(const Visit& visit);
[[nodiscard]] http::Response confirm_block_customer(const Visit& visit);
[[nodiscard]] http::Response block_customer(const Visit& visit);
[[nodiscard]] http::Response unblock_customer(const Visit& visit);
[[nodiscard]] http::Response end_customer_sessions(const Visit& visit);
[[nodiscard]] http::Response make_customer_link(const Visit& visit);
[[nodiscard]] http::Response list_leads(const Visit& visit);
[[nodiscard]] http::Response show_lead(const Visit& visit);

// login_activity_page.cpp and activity_log_page.cpp.
[[nodiscard]] http::Response list_login_activity(const Visit& visit);
[[nodiscard]] http::Response list_activity(const Visit& visit);

}  // namespace latchkey::admin
