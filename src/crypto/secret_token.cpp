#include "crypto/secret_token.hpp"

#include <algorithm>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace latchkey::crypto {
namespace {

bool is_base64url(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

}  // namespace

SecretToken SecretToken::make(std::string_view prefix) {
  static constexpr std::size_t random_bytes = 32;
  return SecretToken(std::string(prefix) + base64url(make_random_bytes(random_bytes)));
}

SecretToken SecretToken::derive(const SecretToken& a, const SecretToken& b) { return derive(a, b.text_); }

SecretToken SecretToken::derive(const SecretToken& secret, std::string_view name) {
  return SecretToken(base64url(hmac_sha256(secret.text_, name)));
}

std::optional<SecretToken> SecretToken::parse(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix) || text.size() != prefix.size() + random_characters) return std::nullopt;
  if (!is_base64url(text.substr(prefix.size()))) return std::nullopt;
  return SecretToken(std::string(text));
}

TokenHash SecretToken::hash() const { return TokenHash(sha256(text_)); }

}  // namespace latchkey::crypto
