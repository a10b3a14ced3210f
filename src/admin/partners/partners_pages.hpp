// What each route does under Settings > System > User Management > Api Keys. The visitor has the route's permission,
// and a POST the session's form value, before one of these is called.
#pragma once
#include "admin/parts/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// api_keys_page.cpp for the list and the revocation, api_key_form.cpp for the forms that make a key,
// api_key_edit_page.cpp for the one that changes it. A key that is made or rotated: 200 with its value in the list,
// this once. 303 when revoked or changed; 422 with the errors beside the fields, e.g. for a right that the visitor may
// not give; 403 for the rotation of a key that may do what the visitor may not, such as sign customers in; 404 for an
// id that is no key; 409 for a form that was sent before, for the rotation of a key that has ended and the change of
// one that is revoked.
[[nodiscard]] http::Response list_api_keys(const Visit& visit);
[[nodiscard]] http::Response show_new_api_key(const Visit& visit);
[[nodiscard]] http::Response save_new_api_key(const Visit& visit);
[[nodiscard]] http::Response show_api_key(const Visit& visit);
[[nodiscard]] http::Response save_api_key(const Visit& visit);
[[nodiscard]] http::Response confirm_revoke_api_key(const Visit& visit);
[[nodiscard]] http::Response revoke_api_key(const Visit& visit);
[[nodiscard]] http::Response show_rotate_api_key(const Visit& visit);
[[nodiscard]] http::Response rotate_api_key(const Visit& visit);

// calls_page.cpp: what has been called with a key, the newest first. `?status=`, `?code=`, `?request=`, `?from=` and
// `?to=` filter, `?after=` is the next page. 200; 404; 422 for a filter that is no such thing.
[[nodiscard]] http::Response list_calls(const Visit& visit);

}  // namespace latchkey::admin
