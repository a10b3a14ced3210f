// What each route of the admin area does. The visitor has the route's permission, and a POST its form value, before one
// of these is called.
#pragma once
#include "admin/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// start_page.cpp. 303 to the first page that the visitor may see; 200 when there is none. Sign-out: 303 to the sign-in.
[[nodiscard]] http::Response show_start(const Visit& visit);
[[nodiscard]] http::Response sign_out(const Visit& visit);

// api_keys_page.cpp. A saved or rotated key: 200 with its value in the list, this once. 422 with the errors beside the
// fields; 404 for an id that is no key.
[[nodiscard]] http::Response list_api_keys(const Visit& visit);
[[nodiscard]] http::Response show_new_api_key(const Visit& visit);
[[nodiscard]] http::Response save_new_api_key(const Visit& visit);
[[nodiscard]] http::Response confirm_revoke_api_key(const Visit& visit);
[[nodiscard]] http::Response revoke_api_key(const Visit& visit);
[[nodiscard]] http::Response show_rotate_api_key(const Visit& visit);
[[nodiscard]] http::Response rotate_api_key(const Visit& visit);

}  // namespace latchkey::admin
