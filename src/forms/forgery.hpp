// Against forms that another site makes a browser send.
#pragma once
#include <string_view>

#include "crypto/secret_token.hpp"
#include "forms/form.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::forms {

// Set with every page that has a form; the form carries the same value in its field `form`.
inline constexpr std::string_view form_cookie = "__Host-form";

// This browser's anti-forgery value, or a new one.
struct FormValue {
  crypto::SecretToken value;
  bool is_new;
};
[[nodiscard]] FormValue find_form_value(const http::Request& request);

// Sets the cookie with a page whose form carries the value, unless the browser has it.
void keep_form_value(http::Response& response, const FormValue& form);

// True when the POST comes from our own page. Two headers are asked:
//   Sec-Fetch-Site, when it is there, must be `same-origin`;
//   Origin, when it is there, must be `own_origin`, whatever Sec-Fetch-Site says. It may be `null` too, which browsers
//     send with our own form because of `Referrer-Policy: no-referrer`: then Sec-Fetch-Site must be there, or
//     `form_value` must equal the form cookie.
// A request without both is accepted: it is not from a browser that could be made to send another site's form.
[[nodiscard]] bool is_own_form(const http::Request& request, std::string_view own_origin, std::string_view form_value);

// read_form() and is_own_form(), with the value of the field `form`.
[[nodiscard]] Form read_own_form(const http::Request& request, std::string_view own_origin);

}  // namespace latchkey::forms
