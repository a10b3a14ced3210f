#include "forms/cookie.hpp"

namespace latchkey::forms {
namespace {

constexpr std::string_view attributes = "; Path=/; Secure; HttpOnly; SameSite=Lax";

}  // namespace

std::optional<crypto::SecretToken> find_cookie(const http::Request& request, std::string_view name) {
  const auto values = request.find_cookies(name);
  return values.size() == 1 ? crypto::SecretToken::parse(values.front()) : std::nullopt;
}

std::optional<crypto::TokenHash> find_session_cookie(const http::Request& request) {
  const auto token = find_cookie(request, session_cookie);
  return token ? std::optional(token->hash()) : std::nullopt;
}

std::string make_cookie(std::string_view name, const crypto::SecretToken& value) {
  return std::string(name) + '=' + value.reveal() + std::string(attributes);
}

std::string make_expired_cookie(std::string_view name) {
  return std::string(name) + '=' + std::string(attributes) + "; Max-Age=0";
}

}  // namespace latchkey::forms
