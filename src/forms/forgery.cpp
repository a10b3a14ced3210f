#include "forms/forgery.hpp"

#include <algorithm>

#include "forms/cookie.hpp"

namespace latchkey::forms {
namespace {

bool matches_cookie(const http::Request& request, std::string_view form_value) {
  const auto cookies = request.find_cookies(form_cookie);
  return cookies.size() == 1 && !form_value.empty() && crypto::equal_in_constant_time(cookies.front(), form_value);
}

}  // namespace

FormValue find_form_value(const http::Request& request) {
  const auto cookies = request.find_cookies(form_cookie);
  const auto known = cookies.size() == 1 ? crypto::SecretToken::parse(cookies.front()) : std::nullopt;
  return known ? FormValue{*known, false} : FormValue{crypto::SecretToken::make(), true};
}

void keep_form_value(http::Response& response, const FormValue& form) {
  if (form.is_new) response.add_header("Set-Cookie", make_cookie(form_cookie, form.value.reveal()));
}

bool is_own_form(const http::Request& request, std::string_view own_origin, std::string_view form_value) {
  const auto sites = request.find_headers("sec-fetch-site");
  if (std::ranges::any_of(sites, [](auto site) { return site != "same-origin"; })) return false;
  const auto origins = request.find_headers("origin");
  for (const auto origin : origins) {
    if (origin != "null" && origin != own_origin) return false;
    if (origin == "null" && sites.empty() && !matches_cookie(request, form_value)) return false;
  }
  return true;
}

}  // namespace latchkey::forms
