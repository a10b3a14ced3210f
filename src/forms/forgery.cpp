#include "forms/forgery.hpp"

#include <algorithm>

#include "crypto/digest.hpp"
#include "forms/cookie.hpp"

namespace latchkey::forms {
namespace {

bool matches_cookie(const http::Request& request, std::string_view form_value) {
  const auto cookie = find_cookie(request, form_cookie);
  return cookie && crypto::equal_in_constant_time(cookie->reveal(), form_value);
}

}  // namespace

FormValue find_form_value(const http::Request& request) {
  const auto known = find_cookie(request, form_cookie);
  return known ? FormValue{*known, false} : FormValue{crypto::SecretToken::make(), true};
}

void keep_form_value(http::Response& response, const FormValue& form) {
  if (form.is_new) response.add_header("Set-Cookie", make_cookie(form_cookie, form.value));
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

Form read_own_form(const http::Request& request, std::string_view own_origin) {
  Form form = read_form(request);
  const auto* fields = std::get_if<FormFields>(&form);
  if (fields != nullptr && !is_own_form(request, own_origin, text_of(*fields, "form"))) return FormFault::forged;
  return form;
}

}  // namespace latchkey::forms
