// Against forms that another site makes a browser send.
#pragma once
#include <string>
#include <string_view>

#include "http/request.hpp"

namespace latchkey::auth {

// Set with every page that has a form; the form carries the same value.
inline constexpr std::string_view form_cookie = "__Host-form";

// True when the POST comes from our own page, by the first of these that speaks:
//   Sec-Fetch-Site: must be `same-origin`;
//   Origin: must be `own_origin`; `null` (which browsers send with their own form under `Referrer-Policy: no-referrer`)
//     needs `form_value` to equal the form cookie;
//   neither: not a browser that follows other sites' forms, accepted.
// A foreign Origin is refused whatever Sec-Fetch-Site says.
[[nodiscard]] bool is_own_form(const http::Request& request, std::string_view own_origin, std::string_view form_value);

}  // namespace latchkey::auth
