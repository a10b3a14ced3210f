// Settings > System and what belongs to every staff member: sign-in, profile, users, roles, menus, the logs: what each
// route does. The visitor has the route's permission, and a POST its form value, before one of these is called.
#pragma once
#include <string>

#include "admin/frame/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// start_page.cpp. 303 to the first page that the visitor may see; 200 when there is none. Sign-out: 303 to the sign-in.
[[nodiscard]] http::Response show_start(const Visit& visit);
[[nodiscard]] http::Response sign_out(const Visit& visit);

// own_profile_page.cpp: the visitor's own password and second factor. 303 when done; 422 with the errors beside the
// fields; 409 for a second factor that a role needs. Recovery codes are shown once. show_code and check_code (401 for a
// wrong code) stand between the password and the rest.
[[nodiscard]] http::Response show_account(const Visit& visit);
[[nodiscard]] http::Response save_own_password(const Visit& visit);
[[nodiscard]] http::Response show_second_factor(const Visit& visit);
[[nodiscard]] http::Response save_second_factor(const Visit& visit);
[[nodiscard]] http::Response remove_own_second_factor(const Visit& visit);
[[nodiscard]] http::Response show_code(const Visit& visit, const std::string& error);
[[nodiscard]] http::Response check_code(const Visit& visit);

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

// login_activity_page.cpp and activity_log_page.cpp.
[[nodiscard]] http::Response list_login_activity(const Visit& visit);
[[nodiscard]] http::Response list_activity(const Visit& visit);

}  // namespace latchkey::admin
