#include "auth/forgery.hpp"

#include <algorithm>

#include "auth/secret.hpp"

namespace latchkey::auth {
namespace {

bool matches_cookie(const http::Request& request, std::string_view form_value) {
  const auto cookies = request.find_cookies(form_cookie);
  return cookies.size() == 1 && !form_value.empty() && equal_in_constant_time(cookies.front(), form_value);
}

}  // namespace

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

}  // namespace latchkey::auth
