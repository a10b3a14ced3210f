// What each route does under Settings > System and Menus, and what it does for every staff member: the
// start, the own profile, the sign-out. The visitor has the route's permission, and a POST the session's form value,
// before one of these is called.
#pragma once
#include "admin/parts/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// session_page.cpp. The sign-out ends the session: 303 to the sign-in.
[[nodiscard]] http::Response sign_out(const Visit& visit);
// What the button "Stay signed in" asks for: `{"secondsLeft": 900}`. The request itself begins the idle time anew. 200.
[[nodiscard]] http::Response tell_session(const Visit& visit);

// own_profile_page.cpp: the visitor's own password and second factor. 303 when changed; 422 with the errors beside the
// fields; 409 for the removal of a second factor that a role needs. A second factor that was added is answered with 200
// and the recovery codes, which are shown this once.
[[nodiscard]] http::Response show_own_profile(const Visit& visit);
// Ends another session of the visitor's own: 303, also when it was over.
[[nodiscard]] http::Response end_own_session(const Visit& visit);
[[nodiscard]] http::Response save_own_password(const Visit& visit);
// Whether the visitor wants mails about API keys that end. 303.
[[nodiscard]] http::Response save_own_key_mails(const Visit& visit);
[[nodiscard]] http::Response show_own_second_factor(const Visit& visit);
[[nodiscard]] http::Response save_own_second_factor(const Visit& visit);
[[nodiscard]] http::Response remove_own_second_factor(const Visit& visit);

// passkey_pages.cpp: the visitor's own passkeys. A name and a proof, then the browser makes it: 200 with what it is
// asked, and with the recovery codes of a first factor, which are shown this once; 303 when added or removed; 422; 404;
// 409 where the site has no name, and for the last factor that a role needs.
[[nodiscard]] http::Response show_new_passkey(const Visit& visit);
[[nodiscard]] http::Response begin_new_passkey(const Visit& visit);
[[nodiscard]] http::Response save_new_passkey(const Visit& visit);
[[nodiscard]] http::Response confirm_remove_passkey(const Visit& visit);
[[nodiscard]] http::Response remove_own_passkey(const Visit& visit);

// users_page.cpp, and user_form.cpp for the four that show and save a user. 303 when done; 422; 404; 403 for a user who
// may do more than the visitor; 409 for the last administrator. The own password and second factor: 303 to the own
// profile.
[[nodiscard]] http::Response list_users(const Visit& visit);
[[nodiscard]] http::Response show_new_user(const Visit& visit);
[[nodiscard]] http::Response save_new_user(const Visit& visit);
[[nodiscard]] http::Response show_user(const Visit& visit);
[[nodiscard]] http::Response save_user(const Visit& visit);
[[nodiscard]] http::Response show_user_password(const Visit& visit);
[[nodiscard]] http::Response save_user_password(const Visit& visit);
// 303 when the mail is queued; 404 where no mails are sent; 409 for a disabled user.
[[nodiscard]] http::Response mail_user_password(const Visit& visit);
[[nodiscard]] http::Response confirm_disable_user(const Visit& visit);
[[nodiscard]] http::Response disable_user(const Visit& visit);
[[nodiscard]] http::Response enable_user(const Visit& visit);
[[nodiscard]] http::Response reset_second_factor(const Visit& visit);

// roles_page.cpp. 303 when saved or removed; 422; 404. The removal: 403 for a role that allows more than the visitor
// may do, 409 for one in use.
[[nodiscard]] http::Response list_roles(const Visit& visit);
[[nodiscard]] http::Response show_new_role(const Visit& visit);
[[nodiscard]] http::Response save_new_role(const Visit& visit);
[[nodiscard]] http::Response show_role(const Visit& visit);
[[nodiscard]] http::Response save_role(const Visit& visit);
[[nodiscard]] http::Response confirm_remove_role(const Visit& visit);
[[nodiscard]] http::Response remove_role(const Visit& visit);

// menus_page.cpp. 303 when saved or removed; 422; 404. The list also tests a returnUrl (`?url=`).
[[nodiscard]] http::Response list_menus(const Visit& visit);
[[nodiscard]] http::Response show_new_menu(const Visit& visit);
[[nodiscard]] http::Response save_new_menu(const Visit& visit);
[[nodiscard]] http::Response show_menu(const Visit& visit);
[[nodiscard]] http::Response save_menu(const Visit& visit);
[[nodiscard]] http::Response confirm_remove_menu(const Visit& visit);
[[nodiscard]] http::Response remove_menu(const Visit& visit);

// lead_statuses_page.cpp. 303 when saved; 422, also for the last enabled status of a group; 404.
[[nodiscard]] http::Response list_lead_statuses(const Visit& visit);
[[nodiscard]] http::Response show_new_lead_status(const Visit& visit);
[[nodiscard]] http::Response save_new_lead_status(const Visit& visit);
[[nodiscard]] http::Response show_lead_status(const Visit& visit);
[[nodiscard]] http::Response save_lead_status(const Visit& visit);

}  // namespace latchkey::admin
