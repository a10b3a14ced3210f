#include "members/sign_in/page_language.hpp"

#include <algorithm>

namespace latchkey::members {
namespace {

constexpr std::string_view parameter_name = "lang";

std::string find_wish(const http::Request& request) {
  const auto parameters = list_parameters(request.query);
  const auto is_wish = [](const Parameter& parameter) { return parameter.first == parameter_name; };
  const auto wish = std::ranges::find_if(parameters, is_wish);
  return wish != parameters.end() && std::ranges::count_if(parameters, is_wish) == 1 ? wish->second : std::string();
}

}  // namespace

PageLanguage::PageLanguage(const languages::Languages& languages, const http::Request& request)
    : languages_(languages), chosen_(languages.find(find_wish(request))) {
  const auto cookies = request.find_cookies(language_cookie);
  if (cookies.size() == 1) cookie_ = cookies.front();
  for (const auto header : request.find_headers("accept-language")) accepted_.emplace_back(header);
  choose();
}

void PageLanguage::prefer(const std::optional<std::string>& customers_language) {
  customers_ = customers_language.value_or("");
  choose();
}

void PageLanguage::choose() {
  languages::Wishes wishes{.customer = customers_, .cookie = cookie_};
  wishes.accepted.assign(accepted_.begin(), accepted_.end());
  catalogue_ = chosen_ != nullptr ? chosen_ : &languages_.choose(wishes);
}

void PageLanguage::keep(http::Response& response) const {
  if (chosen_ == nullptr) return;
  response.add_header("Set-Cookie", std::string(language_cookie) + "=" + chosen_->tag() +
                                        "; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax");
}

std::vector<Parameter> list_kept_parameters(const http::Request& request) {
  const bool is_form = request.method == "POST";
  auto parameters = list_parameters(is_form ? request.body : request.query);
  std::erase_if(parameters, [&](const Parameter& parameter) {
    const bool is_landing = parameter.first == "returnUrl" || parameter.first == "statusPopup";
    return is_form ? !is_landing : parameter.first == parameter_name;
  });
  return parameters;
}

}  // namespace latchkey::members
