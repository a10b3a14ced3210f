// Against forms that another site makes a browser send.
#pragma once
#include <string>
#include <string_view>

#include "crypto/secret.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::forms {

// Set with every page that has a form; the form carries the same value.
inline constexpr std::string_view form_cookie = "__Host-form";

// This browser's anti-forgery value, or a new one.
struct FormValue {
  crypto::SecretToken value;
  bool is_new;
};
[[nodiscard]] FormValue find_form_value(const http::Request& request);

// Sets the cookie with a page whose form carries the value, unless the browser has it.
void keep_form_value(http::Response& response, const FormValue& form);

// True when the POST comes from our own page, by the first of these that speaks:
//   Sec-Fetch-Site: must be `same-origin`;
//   Origin: must be `own_origin`; `null` (which browsers send with their own form under `Referrer-Policy: no-referrer`)
//     needs `form_value` to equal the form cookie;
//   neither: not a browser that follows other sites' forms, accepted.
// A foreign Origin is refused whatever Sec-Fetch-Site says.
[[nodiscard]] bool is_own_form(const http::Request& request, std::string_view own_origin, std::string_view form_value);

}  // namespace latchkey::forms
