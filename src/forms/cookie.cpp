#include "forms/cookie.hpp"

namespace latchkey::forms {
namespace {

constexpr std::string_view attributes = "; Path=/; Secure; HttpOnly; SameSite=Lax";

}  // namespace

std::optional<crypto::TokenHash> find_session_cookie(const http::Request& request) {
  const auto values = request.find_cookies(session_cookie);
  if (values.size() != 1) return std::nullopt;
  const auto token = crypto::SecretToken::parse(values.front());
  if (!token) return std::nullopt;
  return token->hash();
}

std::string make_cookie(std::string_view name, std::string_view value) {
  return std::string(name) + '=' + std::string(value) + std::string(attributes);
}

std::string make_expired_cookie(std::string_view name) {
  return std::string(name) + '=' + std::string(attributes) + "; Max-Age=0";
}

}  // namespace latchkey::forms
