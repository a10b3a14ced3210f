// Api keys: what each route does. The visitor has the route's permission, and a POST its form
// value, before one of these is called.
#pragma once
#include "admin/frame/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// api_keys_page.cpp and api_key_form.cpp. A saved or rotated key: 200 with its value in the list, this once. 422 with
// the errors beside the fields; 404 for an id that is no key.
[[nodiscard]] http::Response list_api_keys(const Visit& visit);
[[nodiscard]] http::Response show_new_api_key(const Visit& visit);
[[nodiscard]] http::Response save_new_api_key(const Visit& visit);
[[nodiscard]] http::Response confirm_revoke_api_key(const Visit& visit);
[[nodiscard]] http::Response revoke_api_key(const Visit& visit);
[[nodiscard]] http::Response show_rotate_api_key(const Visit& visit);
[[nodiscard]] http::Response rotate_api_key(const Visit& visit);

}  // namespace latchkey::admin
